// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <cstdint>

namespace lafs {

struct DinoHeadOptions {
  std::int64_t inputs = 512;      ///< D, the backbone's embedding width
  std::int64_t hidden = 2048;     ///< width of the two hidden layers
  std::int64_t bottleneck = 256;  ///< width of the vector that is L2-normalised
  std::int64_t outputs = 100000;  ///< O, prototypes
  bool normLastLayer = true;      ///< weight_g frozen at 1
};

/// DINO projection head (Caron et al. 2021, appendix C): three-layer MLP with GELU and no
/// BatchNorm, L2 norm, weight-normalised last layer without bias. Keys mlp.{0,2,4}.*,
/// last_layer.weight_g [O, 1], last_layer.weight_v [O, bottleneck].
struct DinoHeadImpl : torch::nn::Module {
  explicit DinoHeadImpl(const DinoHeadOptions& options);
  at::Tensor forward(const at::Tensor& features);  ///< [N, D] -> [N, O] float32
  /// Products run in bfloat16 when on; the L2 norm and the result stay float32.
  void setBfloat16(bool on) { bfloat16_ = on; }
  const DinoHeadOptions& options() const { return options_; }

  at::Tensor weightG, weightV;  ///< last_layer.weight_g, last_layer.weight_v

 private:
  torch::nn::Linear addLayer(torch::nn::Module& mlp, const char* name, std::int64_t in,
                             std::int64_t out);

  DinoHeadOptions options_;
  torch::nn::Linear first_{nullptr}, second_{nullptr}, third_{nullptr};
  bool bfloat16_ = false;
};
TORCH_MODULE(DinoHead);

}  // namespace lafs
