// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/eval/interval.h"

namespace lafs {

/// Mean over runs that differ in their seed alone, with Student's t-interval of that mean.
struct SeedMean {
  std::int64_t count = 0;
  double mean = 0;
  double deviation = 0;              ///< sample standard deviation (n - 1); 0 for one value
  std::optional<Interval> interval;  ///< none for one value: one seed says nothing of the spread
};

/// `values` holds at least one finite number.
SeedMean seedMean(const std::vector<double>& values, double level = 0.95);

/// Difference of two means over seeds, with its t-interval and two-sided p-value.
struct SeedDifference {
  double difference = 0;  ///< mean of b minus mean of a
  double degreesOfFreedom = 0;
  std::optional<Interval> interval;
  std::optional<double> p;  ///< none where there is nothing to test with: fewer than two values
};

/// Seed by seed: a[i] and b[i] share their seed (paired t-test). Equal lengths, at least one.
SeedDifference pairedSeedDifference(const std::vector<double>& a, const std::vector<double>& b,
                                    double level = 0.95);

/// Seeds that have nothing to do with each other (Welch's t-test: variances may differ). At least
/// one value each.
SeedDifference welchDifference(const std::vector<double>& a, const std::vector<double>& b,
                               double level = 0.95);

}  // namespace lafs
