// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include "core/config/model_shape.h"

namespace lafs {

/// The fViT transformer (method.md 4): patch vectors to one embedding. Parameter names are the
/// authors': pos_embedding, cls_token, patch_to_embedding.*, transformer.layers.k.*, mlp_head.0.*.
struct FVitImpl : torch::nn::Module {
  explicit FVitImpl(const ModelShape& shape);
  /// [B, N, 3·P²] with N <= R -> [B, D]; positions go by token index whatever was drawn.
  at::Tensor forward(const at::Tensor& patches);
  /// [B, 3, H, W] cut into the plain grid -> [B, D].
  at::Tensor forwardGrid(const at::Tensor& image);
  /// Like forward; `trace` gets tokens after embedding and after every residual branch (tests).
  at::Tensor forwardTraced(const at::Tensor& patches, std::vector<at::Tensor>* trace);
  /// Products run in bfloat16 when on (residual stream, LayerNorm, softmax stay float32).
  void setBfloat16(bool on);
  const ModelShape& shape() const { return shape_; }

  at::Tensor pos_embedding, cls_token;
  torch::nn::Linear patch_to_embedding{nullptr};
  torch::nn::ModuleHolder<torch::nn::Module> transformer{nullptr};  // see fvit.cpp
  torch::nn::Sequential mlp_head{nullptr};

 private:
  ModelShape shape_;
};
TORCH_MODULE(FVit);

}  // namespace lafs
