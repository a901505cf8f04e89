// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace lafs {

/// Which views of pretraining get their patches in random order (LAFS, section 3.3).
enum class Shuffle { All, SubsetOnly, Off };

/// "all" | "subset" | "off"; UserError for anything else.
Shuffle shuffleFromName(const std::string& name);

/// The two networks of self-distillation.
enum class Branch { Student, Teacher };

/// The random numbers of one view of a batch. Drawn apart from their use, so that the same
/// arithmetic runs with numbers that were written down elsewhere.
struct LandmarkDraws {
  at::Tensor noise;  ///< [B, R, 2] standard normal; undefined = no perturbation
  at::Tensor order;  ///< [B, N] int64, which landmark becomes token n; undefined = as they come
};

/// What to draw for a view.
struct LandmarkDrawOptions {
  std::int64_t landmarks = 196;  ///< R
  std::int64_t keep = 196;       ///< N; below R for a subset view
  bool perturb = true;
  bool shuffle = true;           ///< false: tokens in landmark order
  bool withReplacement = false;  ///< subset only: a landmark may come twice (released code)
};

/// Draws for the images `indices` (indices into their source). A sample's numbers depend on
/// (seed, epoch, its index, view, branch) alone.
LandmarkDraws drawLandmarks(const LandmarkDrawOptions& options, std::uint64_t seed,
                            std::int64_t epoch, const std::vector<std::int64_t>& indices,
                            std::int64_t view, Branch branch);

/// r + α·u per coordinate (LAFS, Eq. 4), then, with clampSide > 0, clamped to 0 … clampSide - 1.
///   landmarks [B, R, 2]; noise [B, R, 2] or undefined; alphaPixels in the pixels of this face
///   (α is given for a face of 112: scale it with side / 112).
at::Tensor perturbLandmarks(const at::Tensor& landmarks, const at::Tensor& noise,
                            double alphaPixels, std::int64_t clampSide = 0);

/// Landmarks in the order drawn: [B, R, 2] and order [B, N] -> [B, N, 2]; an undefined order
/// returns `landmarks`.
at::Tensor orderLandmarks(const at::Tensor& landmarks, const at::Tensor& order);

}  // namespace lafs
