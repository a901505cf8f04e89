// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include "core/config/model_shape.h"

namespace lafs {

/// MobileNetV3-Large trunk without its last 1x1 block (method.md 2). Keys as in the authors'
/// checkpoints: `features.<index>…` below the owner's `stn`.
struct LandmarkTrunkImpl : torch::nn::Module {
  explicit LandmarkTrunkImpl(double widthMultiplier);
  /// [B, 3, S, S] -> [B, C, S/32 rounded up, same]; C = 160 at width 1.
  at::Tensor forward(at::Tensor image);
  std::int64_t outputChannels = 0;
  torch::nn::Sequential features{nullptr};
};
TORCH_MODULE(LandmarkTrunk);

/// Raw head output θ [B, 2R] (x0, y0, x1, y1, …) to landmarks [B, R, 2] on 0 … imageSize-1 by
/// min-max scaling over all 2R numbers of an image (method.md 2.1). An image whose θ are all equal
/// gives zeros instead of NaN.
at::Tensor minMaxLandmarks(const at::Tensor& theta, std::int64_t imageSize);

/// Trunk and landmark head: faces to landmarks. Keys `stn.features.*` and `output_layer.1.*`.
struct LandmarkCnnImpl : torch::nn::Module {
  explicit LandmarkCnnImpl(const ModelShape& shape);
  /// [B, 3, S, S] in [-1, 1] -> [B, R, 2]. Dropout 0.5 before the head in train mode.
  at::Tensor forward(const at::Tensor& image);
  at::Tensor pooledFeature(const at::Tensor& image);  ///< f [B, C]
  at::Tensor rawLandmarks(const at::Tensor& image);   ///< θ [B, 2R]
  LandmarkTrunk stn{nullptr};
  torch::nn::Sequential output_layer{nullptr};

 private:
  std::int64_t imageSize_;
};
TORCH_MODULE(LandmarkCnn);

/// The same function as `cnn` in eval mode without gradients, BatchNorms folded into the
/// convolutions: for the frozen CNN of pretraining, which sees every view of a step.
class FrozenLandmarkCnn {
 public:
  explicit FrozenLandmarkCnn(const LandmarkCnn& cnn);
  at::Tensor operator()(const at::Tensor& image) const;  ///< [B, R, 2]
  void to(const at::Device& device);

 private:
  LandmarkCnn folded_{nullptr};
};

}  // namespace lafs
