// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/batchnorm.h>

#include "core/model/rank_group.h"

namespace lafs {

/// What batchNormOverRanks needs of a layer.
struct BatchNormLayer {
  at::Tensor weight, bias, runningMean, runningVariance, batches;
  double momentum = 0.1;
  double epsilon = 1e-5;
};

/// Batch normalisation of x [B, C] or [B, C, H, W] in train mode whose statistics are those of the
/// parts of all ranks together, and its gradient likewise. Running values follow as in PyTorch.
at::Tensor batchNormOverRanks(const at::Tensor& x, const BatchNormLayer& layer);

/// layer(x); in train mode with the batch statistics of all ranks.
template <class Layer>
at::Tensor batchNorm(Layer& layer, const at::Tensor& x) {
  if (!rankGroup() || !layer->is_training()) return layer->forward(x);
  return batchNormOverRanks(
      x, {layer->weight, layer->bias, layer->running_mean, layer->running_var,
          layer->num_batches_tracked, layer->options.momentum().value(), layer->options.eps()});
}

}  // namespace lafs
