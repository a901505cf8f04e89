// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace lafs {

/// How far a trainable landmark CNN strays from the frozen one (LAFS, supplementary: options of
/// fine-tuning).
enum class LandmarkLoss {
  MeanSquare,  ///< mean over all B·R·2 entries of the squared difference (released code)
  L2Norm  ///< batch mean of the Euclidean norm of an image's 2R differences (the paper's formula)
};

/// "mse" | "l2norm"; UserError for anything else.
LandmarkLoss landmarkLossFromName(const std::string& name);

/// predicted, target [B, R, 2] on the 0 … imageSize-1 frame, compared as shares of imageSize - 1;
/// scalar. `target` gets no gradient. Where predicted equals target the L2 norm's gradient is 0.
at::Tensor landmarkLoss(const at::Tensor& predicted, const at::Tensor& target, LandmarkLoss kind,
                        std::int64_t imageSize);

}  // namespace lafs
