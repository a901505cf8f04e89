// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/dino_head.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

#include "core/model/linear_layer.h"
#include "core/model/ops/fused_ops.h"

namespace lafs {

namespace {

constexpr double kDeviation = 0.02, kCut = 2.0;
constexpr double kNormFloor = 1e-12;

at::Tensor activate(const at::Tensor& x) {
  return ops::geluDropout(x, 0, false);
}

}  // namespace

DinoHeadImpl::DinoHeadImpl(const DinoHeadOptions& options) : options_(options) {
  const auto mlp = register_module("mlp", std::make_shared<torch::nn::Module>("mlp"));
  first_ = addLayer(*mlp, "0", options.inputs, options.hidden);
  second_ = addLayer(*mlp, "2", options.hidden, options.hidden);
  third_ = addLayer(*mlp, "4", options.hidden, options.bottleneck);
  const auto last =
      register_module("last_layer", std::make_shared<torch::nn::Module>("last_layer"));
  weightG = last->register_parameter("weight_g", torch::ones({options.outputs, 1}),
                                     /*requires_grad=*/!options.normLastLayer);
  // PyTorch's own initial values of a linear layer: uniform within 1/sqrt(inputs).
  const double bound = 1.0 / std::sqrt(static_cast<double>(options.bottleneck));
  weightV = last->register_parameter(
      "weight_v", torch::empty({options.outputs, options.bottleneck}).uniform_(-bound, bound));
}

// The cut of the truncated normal lies at 100 standard deviations: clamping is the same.
torch::nn::Linear DinoHeadImpl::addLayer(torch::nn::Module& mlp, const char* name, std::int64_t in,
                                         std::int64_t out) {
  torch::nn::Linear layer = mlp.register_module(name, torch::nn::Linear(in, out));
  torch::NoGradGuard noGrad;
  layer->weight.normal_(0, kDeviation).clamp_(-kCut, kCut);
  layer->bias.zero_();
  return layer;
}

at::Tensor DinoHeadImpl::forward(const at::Tensor& features) {
  TORCH_CHECK(features.dim() == 2 && features.size(1) == options_.inputs,
              "DinoHead: features must be [N, ", options_.inputs, "], got ", features.sizes());
  at::Tensor x = activate(applyLinear(first_, features, bfloat16_));
  x = activate(applyLinear(second_, x, bfloat16_));
  x = applyLinear(third_, x, bfloat16_).to(at::kFloat);
  x = x / x.norm(2, {1}, /*keepdim=*/true).clamp_min(kNormFloor);
  return ops::weightNormLinear(x, weightV, weightG, bfloat16_);
}

}  // namespace lafs
