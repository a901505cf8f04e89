// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <vector>

#include "core/config/model_shape.h"

namespace lafs {

/// One transformer block of fViT: pre-norm attention and pre-norm feed-forward, both residual.
/// Handles of the layers; their module tree (transformer.layers.k.…) belongs to the FVit.
struct FVitBlock {
  torch::nn::LayerNorm attentionNorm{nullptr}, feedNorm{nullptr};
  torch::nn::Linear toQkv{nullptr}, toOut{nullptr}, widen{nullptr}, narrow{nullptr};
};

/// The fViT transformer (LAFS, section 3.1, after Sun and Tzimiropoulos 2022): patch vectors to one
/// embedding, the layer-normed class token. Parameter names are the authors': pos_embedding,
/// cls_token, patch_to_embedding.*, transformer.layers.k.*, mlp_head.0.*. In train mode dropout and
/// DropPath draw their masks from ops::beginNoiseStep's counter.
struct FVitImpl : torch::nn::Module {
  explicit FVitImpl(const ModelShape& shape);
  /// [B, N, 3·P²] with N <= R -> [B, D] float32; positions go by token index whatever was drawn.
  at::Tensor forward(const at::Tensor& patches);
  /// [B, 3, H, W] cut into the plain grid (at most R patches) -> [B, D].
  at::Tensor forwardGrid(const at::Tensor& image);
  /// Like forward; `trace` gets the tokens [B, N+1, D] after embedding and after every residual
  /// branch. Forward itself leaves out what the class token of the last block does not depend on.
  at::Tensor forwardTraced(const at::Tensor& patches, std::vector<at::Tensor>* trace);
  /// Products run in bfloat16 when on; residual stream, LayerNorm and softmax stay float32.
  void setBfloat16(bool on) { bfloat16_ = on; }
  const ModelShape& shape() const { return shape_; }

  at::Tensor pos_embedding, cls_token;  ///< [1, R+1, D], [1, 1, D]
  torch::nn::Linear patch_to_embedding{nullptr};
  torch::nn::LayerNorm finalNorm{nullptr};  ///< mlp_head.0

 private:
  void addBlock(torch::nn::Module& layers, std::int64_t index);
  at::Tensor embed(const at::Tensor& patches);
  at::Tensor attend(FVitBlock& block, const at::Tensor& tokens, bool classOnly);
  at::Tensor feed(FVitBlock& block, const at::Tensor& tokens);
  at::Tensor run(const at::Tensor& patches, std::vector<at::Tensor>* trace);

  ModelShape shape_;
  std::vector<FVitBlock> blocks_;
  bool bfloat16_ = false;
};
TORCH_MODULE(FVit);

}  // namespace lafs
