// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/ops/cpu_level.h"

namespace lafs {

/// Sums over one row that the loss and its statistics are made of.
struct DinoRowSums {
  double logSum = 0;   ///< log Σ exp of the row's logits
  double entropy = 0;  ///< -Σ p log p of the row's softmax
  double cross = 0;    ///< Σ target·logit (student rows)
};

struct DinoLossKernels {
  /// probabilities = softmax((z - centre)·inverseTemperature) of one teacher row.
  DinoRowSums (*teacherRow)(const float* z, const float* centre, float inverseTemperature,
                            float* probabilities, std::int64_t width);
  /// out = a + b, the target of a view that is compared with two teacher views.
  void (*add)(const float* a, const float* b, float* out, std::int64_t width);
  /// Sums of one student row with logits s·inverseTemperature against `target`; when `gradient` is
  /// not null it gets gradientScale·(pairs·softmax - target).
  DinoRowSums (*studentRow)(const float* s, const float* target, float inverseTemperature,
                            float pairs, float gradientScale, float* gradient, std::int64_t width);
};

}  // namespace lafs

LAFS_DECLARE_KERNELS(lafs, DinoLossKernels, kDinoLoss, dinoLossKernels)
