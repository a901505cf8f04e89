// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <vector>

#include "core/config/model_shape.h"

namespace lafs {

/// Handles of one residual block; `shortcut` and `shortcutNorm` are null for an identity.
struct IResNetBlock {
  torch::nn::BatchNorm2d norm1{nullptr}, norm2{nullptr}, norm3{nullptr};
  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr}, shortcut{nullptr};
  torch::nn::BatchNorm2d shortcutNorm{nullptr};
  torch::nn::PReLU prelu{nullptr};
};

/// InsightFace's IResNet-18/50/100 (Deng et al. 2019), with its key names: conv1, bn1, prelu,
/// layer1 … 4.k.*, bn2, fc, features. The head is the 25,088 x 512 layer by default, or global
/// average pooling (`resnetAvgPool`), which takes any input side and is what pretraining on
/// 48-pixel views uses; then there is no fc. The scale of `features` is fixed at 1.
struct IResNetImpl : torch::nn::Module {
  explicit IResNetImpl(const ModelShape& shape);
  /// [B, 3, S, S] -> [B, 512] float32; S is the shape's side unless the head pools.
  at::Tensor forward(const at::Tensor& image);
  /// Convolutions and the fc layer run in bfloat16 when on; BatchNorm and PReLU stay float32.
  void setBfloat16(bool on) { bfloat16_ = on; }
  const ModelShape& shape() const { return shape_; }

 private:
  IResNetBlock addBlock(torch::nn::Module& layer, std::int64_t index, std::int64_t in,
                        std::int64_t out, std::int64_t stride);
  void addHead();
  at::Tensor convolve(const torch::nn::Conv2d& layer, const at::Tensor& x) const;
  at::Tensor runBlock(IResNetBlock& block, const at::Tensor& x) const;

  ModelShape shape_;
  torch::nn::Conv2d stem_{nullptr};
  torch::nn::BatchNorm2d stemNorm_{nullptr}, lastNorm_{nullptr};
  torch::nn::PReLU stemPrelu_{nullptr};
  std::vector<IResNetBlock> blocks_;
  torch::nn::Linear fc_{nullptr};
  torch::nn::BatchNorm1d features_{nullptr};
  bool bfloat16_ = false;
};
TORCH_MODULE(IResNet);

}  // namespace lafs
