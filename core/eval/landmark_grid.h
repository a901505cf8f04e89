// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace lafs {

/// A landmark, pixels.
struct LandmarkPoint {
  double x = 0;
  double y = 0;
};

/// How much landmarks look like a regular grid: 1 on an exact one of any size, place and order,
/// about 0 on points thrown at random, 0 for landmarks that all coincide. LAFS (section 3.3) warns
/// that a landmark CNN which is not kept fixed falls back to the grid of a plain ViT.
///
/// The landmarks, brought to mean 0 and deviation 1 along x and along y, are matched one to one
/// with the nodes of a grid brought to the same, so that the sum of squared distances is least.
/// The score is 1 - d / d₀, cut to 0 … 1: d the root mean square distance, d₀ nine tenths of what
/// uniform random points have on average. R landmarks make a grid of ⌈√R⌉ columns, filled by rows.
/// Takes some 10 ms for 196 landmarks. At least 4 landmarks (a broken promise).
double gridLikeness(const std::vector<LandmarkPoint>& landmarks);

/// How far each landmark moved, pixels. Lists of equal length (a broken promise).
std::vector<double> landmarkDistances(const std::vector<LandmarkPoint>& from,
                                      const std::vector<LandmarkPoint>& to);

/// The one-to-one matching of rows to columns with the least sum of costs: result[row] = column.
/// `costs` holds size² values by rows. (Kuhn-Munkres with potentials, O(size³).)
std::vector<std::int64_t> leastCostMatching(const std::vector<double>& costs, std::int64_t size);

}  // namespace lafs
