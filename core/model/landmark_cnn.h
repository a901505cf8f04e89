// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <memory>
#include <vector>

#include "core/config/model_shape.h"

namespace lafs {

/// Sizes of one MobileNetV3 bottleneck after width scaling.
struct BottleneckSizes {
  std::int64_t in = 0, expanded = 0, out = 0;
  std::int64_t kernel = 3, stride = 1;
  bool squeezeExcite = false;
  bool hardSwish = false;  ///< else ReLU
  bool residual() const { return stride == 1 && in == out; }
  std::int64_t squeezed() const { return expanded / 4; }  ///< hidden width of squeeze-excite
};

/// Inverted residual of MobileNetV3 (Howard et al. 2019, figure 4): 1x1 expansion, depthwise k x k,
/// squeeze-excite between its BatchNorm and the activation, 1x1 projection. Keys conv.0, .1, .3,
/// .4, .5.fc.0, .5.fc.2, .7, .8; the expansion exists even where it does not expand.
struct BottleneckImpl : torch::nn::Module {
  explicit BottleneckImpl(const BottleneckSizes& sizes);
  at::Tensor forward(const at::Tensor& x);

  const BottleneckSizes sizes;
  torch::nn::Conv2d expand{nullptr}, depthwise{nullptr}, project{nullptr};
  torch::nn::BatchNorm2d expandNorm{nullptr}, depthwiseNorm{nullptr}, projectNorm{nullptr};
  torch::nn::Linear squeeze{nullptr}, excite{nullptr};  ///< null without squeeze-excite
};
TORCH_MODULE(Bottleneck);

/// MobileNetV3-Large trunk without its last 1x1 block. Keys as in the authors' checkpoints below
/// the owner's `stn`: features.0.{0,1} the stem, features.1 … 15 the bottlenecks.
struct LandmarkTrunkImpl : torch::nn::Module {
  explicit LandmarkTrunkImpl(double widthMultiplier);
  /// [B, 3, S, S] -> [B, C, S/32 rounded up, same]; C = 160 at width 1.
  at::Tensor forward(const at::Tensor& image);
  /// Like forward; `stages` gets the output of features.0 … 15 (tests).
  at::Tensor forwardTraced(const at::Tensor& image, std::vector<at::Tensor>* stages);

  std::int64_t outputChannels = 0;
  torch::nn::Conv2d stem{nullptr};
  torch::nn::BatchNorm2d stemNorm{nullptr};
  std::vector<Bottleneck> blocks;
};
TORCH_MODULE(LandmarkTrunk);

/// Raw head output θ [B, 2R] (x0, y0, x1, y1, …) to landmarks [B, R, 2] on 0 … imageSize-1 by
/// min-max scaling over all 2R numbers of an image, x and y together (LAFS, section 3.1).
/// Differentiable through minimum, maximum and quotient. An image whose θ are all equal gives zeros
/// instead of NaN.
at::Tensor minMaxLandmarks(const at::Tensor& theta, std::int64_t imageSize);

/// Trunk and landmark head: faces to landmarks. Keys `stn.features.*` and `output_layer.1.*`.
/// Always computes in float32: rounding to bfloat16 would move landmarks by up to half a pixel.
struct LandmarkCnnImpl : torch::nn::Module {
  explicit LandmarkCnnImpl(const ModelShape& shape);
  /// [B, 3, S, S] in [-1, 1] -> [B, R, 2]. Dropout 0.5 before the head in train mode.
  at::Tensor forward(const at::Tensor& image);
  at::Tensor pooledFeature(const at::Tensor& image);  ///< f [B, C], the spatial mean
  at::Tensor rawLandmarks(const at::Tensor& image);   ///< θ [B, 2R]
  std::int64_t imageSize() const { return imageSize_; }

  LandmarkTrunk stn{nullptr};
  torch::nn::Linear head{nullptr};  ///< output_layer.1

 private:
  std::int64_t imageSize_;
};
TORCH_MODULE(LandmarkCnn);

}  // namespace lafs
