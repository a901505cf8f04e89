// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/fvit.h"

#include <cmath>

#include "core/model/linear_layer.h"
#include "core/model/ops/fused_ops.h"
#include "core/model/patch_sampling.h"

namespace lafs {

namespace {

constexpr double kLayerNormEpsilon = 1e-5;

std::shared_ptr<torch::nn::Module> container(torch::nn::Module& owner, const std::string& name) {
  return owner.register_module(name, std::make_shared<torch::nn::Module>(name));
}

at::Tensor applyNorm(const torch::nn::LayerNorm& layer, const at::Tensor& x, bool bfloat16) {
  return ops::layerNorm(x, layer->weight, layer->bias, kLayerNormEpsilon, bfloat16);
}

}  // namespace

FVitImpl::FVitImpl(const ModelShape& shape) : shape_(shape) {
  TORCH_CHECK(shape.family != ModelFamily::IResNet, "FVit: ", shape.name, " is no transformer");
  pos_embedding = register_parameter(
      "pos_embedding", torch::randn({1, shape.landmarks + 1, shape.dim}) * shape.tokenSpread);
  cls_token = register_parameter("cls_token", torch::randn({1, 1, shape.dim}) * shape.tokenSpread);
  patch_to_embedding =
      register_module("patch_to_embedding", torch::nn::Linear(shape.patchValues(), shape.dim));
  const auto transformer = container(*this, "transformer");
  const auto layers = container(*transformer, "layers");
  for (std::int64_t index = 0; index < shape.depth; ++index) addBlock(*layers, index);
  finalNorm = torch::nn::LayerNorm(torch::nn::LayerNormOptions({shape.dim}).eps(kLayerNormEpsilon));
  container(*this, "mlp_head")->register_module("0", finalNorm);
}

// The names come from the authors' nesting: residual `fn`, pre-norm `norm` and `fn`, then the
// layer.
void FVitImpl::addBlock(torch::nn::Module& layers, std::int64_t index) {
  const std::int64_t inner = shape_.heads * shape_.headDim;
  FVitBlock block;
  const auto parts = container(layers, std::to_string(index));
  const auto attention = container(*container(*parts, "0"), "fn");
  block.attentionNorm = attention->register_module(
      "norm",
      torch::nn::LayerNorm(torch::nn::LayerNormOptions({shape_.dim}).eps(kLayerNormEpsilon)));
  const auto attend = container(*attention, "fn");
  block.toQkv = attend->register_module(
      "to_qkv", torch::nn::Linear(torch::nn::LinearOptions(shape_.dim, 3 * inner).bias(false)));
  block.toOut =
      container(*attend, "to_out")->register_module("0", torch::nn::Linear(inner, shape_.dim));
  const auto feed = container(*container(*parts, "1"), "fn");
  block.feedNorm = feed->register_module(
      "norm",
      torch::nn::LayerNorm(torch::nn::LayerNormOptions({shape_.dim}).eps(kLayerNormEpsilon)));
  const auto net = container(*container(*feed, "fn"), "net");
  block.widen = net->register_module("0", torch::nn::Linear(shape_.dim, shape_.mlpDim));
  block.narrow = net->register_module("3", torch::nn::Linear(shape_.mlpDim, shape_.dim));
  blocks_.push_back(block);
}

at::Tensor FVitImpl::embed(const at::Tensor& patches) {
  TORCH_CHECK(patches.dim() == 3 && patches.size(2) == shape_.patchValues() &&
                  patches.size(1) <= shape_.landmarks,
              "FVit: patches must be [B, N <= ", shape_.landmarks, ", ", shape_.patchValues(),
              "], got ", patches.sizes());
  const at::Tensor embedded = applyLinear(patch_to_embedding, patches, bfloat16_).to(at::kFloat);
  const at::Tensor classToken = cls_token.expand({patches.size(0), 1, shape_.dim});
  const at::Tensor tokens =
      at::cat({classToken, embedded}, 1) + pos_embedding.narrow(1, 0, patches.size(1) + 1);
  return ops::hashDropout(tokens, shape_.dropout, is_training());
}

// With `classOnly` the result holds the class token alone, [B, 1, D]: nothing after the last
// attention mixes tokens, and only the class token is read.
at::Tensor FVitImpl::attend(FVitBlock& block, const at::Tensor& tokens, bool classOnly) {
  const double width = shape_.attentionScaleByHead ? static_cast<double>(shape_.headDim)
                                                   : static_cast<double>(shape_.dim);
  const at::Tensor normed = applyNorm(block.attentionNorm, tokens, bfloat16_);
  at::Tensor mixed = ops::attention(applyLinear(block.toQkv, normed, bfloat16_), shape_.heads,
                                    1.0 / std::sqrt(width));
  at::Tensor residual = tokens;
  if (classOnly) {
    mixed = mixed.narrow(1, 0, 1).contiguous();
    residual = tokens.narrow(1, 0, 1).contiguous();
  }
  return ops::residualDropPath(residual, applyLinear(block.toOut, mixed, bfloat16_), shape_.dropout,
                               shape_.dropPath, is_training());
}

at::Tensor FVitImpl::feed(FVitBlock& block, const at::Tensor& tokens) {
  const at::Tensor normed = applyNorm(block.feedNorm, tokens, bfloat16_);
  const at::Tensor wide =
      ops::geluDropout(applyLinear(block.widen, normed, bfloat16_), shape_.dropout, is_training());
  return ops::residualDropPath(tokens, applyLinear(block.narrow, wide, bfloat16_), shape_.dropout,
                               shape_.dropPath, is_training());
}

at::Tensor FVitImpl::run(const at::Tensor& patches, std::vector<at::Tensor>* trace) {
  at::Tensor tokens = embed(patches);
  if (trace) trace->push_back(tokens);
  for (std::size_t index = 0; index < blocks_.size(); ++index) {
    const bool classOnly = !trace && index + 1 == blocks_.size();
    tokens = attend(blocks_[index], tokens, classOnly);
    if (trace) trace->push_back(tokens);
    tokens = feed(blocks_[index], tokens);
    if (trace) trace->push_back(tokens);
  }
  return applyNorm(finalNorm, tokens.select(1, 0).contiguous(), /*bfloat16=*/false);
}

at::Tensor FVitImpl::forward(const at::Tensor& patches) {
  return run(patches, nullptr);
}

at::Tensor FVitImpl::forwardGrid(const at::Tensor& image) {
  return run(gridPatches(image, shape_.patchSize), nullptr);
}

at::Tensor FVitImpl::forwardTraced(const at::Tensor& patches, std::vector<at::Tensor>* trace) {
  return run(patches, trace);
}

}  // namespace lafs
