// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/linear.h>

#include "core/model/ops/fused_ops.h"

namespace lafs {

/// The layer's x·Wᵀ + b through the fused operation: [.., in] -> [.., out], bfloat16 on request.
inline at::Tensor applyLinear(const torch::nn::Linear& layer, const at::Tensor& x, bool bfloat16) {
  return ops::linear(x, layer->weight, layer->bias, bfloat16);
}

}  // namespace lafs
