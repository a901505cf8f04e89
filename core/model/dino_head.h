// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <cstdint>

namespace lafs {

struct DinoHeadOptions {
  std::int64_t inputs = 512;
  std::int64_t hidden = 2048;
  std::int64_t bottleneck = 256;
  std::int64_t outputs = 100000;  ///< O
  bool normLastLayer = true;      ///< weight_g frozen at 1
};

/// DINO projection head (method.md 8.1): three-layer MLP with GELU, L2 norm, weight-normalised last
/// layer. Keys mlp.{0,2,4}.*, last_layer.weight_g [O,1], last_layer.weight_v [O, bottleneck].
struct DinoHeadImpl : torch::nn::Module {
  explicit DinoHeadImpl(const DinoHeadOptions& options);
  at::Tensor forward(const at::Tensor& features);  ///< [N, D] -> [N, O] float32
  void setBfloat16(bool on);
  const DinoHeadOptions& options() const { return options_; }

 private:
  DinoHeadOptions options_;
  torch::nn::Sequential mlp_{nullptr};
  std::shared_ptr<torch::nn::Module> lastLayer_;
  bool bfloat16_ = false;
};
TORCH_MODULE(DinoHead);

}  // namespace lafs
