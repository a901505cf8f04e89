// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/iresnet.h"

#include <array>

#include "core/model/batch_norm.h"
#include "core/model/ops/fused_ops.h"

namespace lafs {

namespace {

constexpr double kBatchNormEpsilon = 1e-5;
constexpr double kConvolutionDeviation = 0.1;
constexpr std::int64_t kResNetStemChannels = 64;
constexpr std::int64_t kLastChannels = 512;

std::array<std::int64_t, 4> blocksOf(std::int64_t depth) {
  switch (depth) {
    case 18:
      return {2, 2, 2, 2};
    case 50:
      return {3, 4, 14, 3};
    case 100:
      return {3, 13, 30, 3};
    default:
      TORCH_CHECK(false, "IResNet: depth 18, 50 or 100 expected, got ", depth);
  }
}

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                              std::int64_t stride) {
  torch::nn::Conv2d layer(torch::nn::Conv2dOptions(in, out, kernel)
                              .stride(stride)
                              .padding((kernel - 1) / 2)
                              .bias(false));
  torch::nn::init::normal_(layer->weight, 0, kConvolutionDeviation);
  return layer;
}

torch::nn::BatchNorm2d norm(std::int64_t channels) {
  return torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(channels).eps(kBatchNormEpsilon));
}

torch::nn::PReLU prelu(std::int64_t channels) {
  return torch::nn::PReLU(torch::nn::PReLUOptions().num_parameters(channels));
}

}  // namespace

IResNetImpl::IResNetImpl(const ModelShape& shape) : shape_(shape) {
  TORCH_CHECK(shape.family == ModelFamily::IResNet, "IResNet: ", shape.name, " is no IResNet");
  stem_ = register_module("conv1", convolution(3, kResNetStemChannels, 3, 1));
  stemNorm_ = register_module("bn1", norm(kResNetStemChannels));
  stemPrelu_ = register_module("prelu", prelu(kResNetStemChannels));
  const auto counts = blocksOf(shape.resnetDepth);
  std::int64_t in = kResNetStemChannels;
  for (std::size_t stage = 0; stage < counts.size(); ++stage) {
    const std::string name = "layer" + std::to_string(stage + 1);
    const auto layer = register_module(name, std::make_shared<torch::nn::Module>(name));
    const std::int64_t out = kResNetStemChannels << stage;
    for (std::int64_t index = 0; index < counts[stage]; ++index) {
      blocks_.push_back(addBlock(*layer, index, in, out, index == 0 ? 2 : 1));
      in = out;
    }
  }
  addHead();
}

IResNetBlock IResNetImpl::addBlock(torch::nn::Module& layer, std::int64_t index, std::int64_t in,
                                   std::int64_t out, std::int64_t stride) {
  const auto part =
      layer.register_module(std::to_string(index), std::make_shared<torch::nn::Module>("block"));
  IResNetBlock block;
  block.norm1 = part->register_module("bn1", norm(in));
  block.conv1 = part->register_module("conv1", convolution(in, out, 3, 1));
  block.norm2 = part->register_module("bn2", norm(out));
  block.prelu = part->register_module("prelu", prelu(out));
  block.conv2 = part->register_module("conv2", convolution(out, out, 3, stride));
  block.norm3 = part->register_module("bn3", norm(out));
  if (stride != 1 || in != out) {
    const auto down =
        part->register_module("downsample", std::make_shared<torch::nn::Module>("downsample"));
    block.shortcut = down->register_module("0", convolution(in, out, 1, stride));
    block.shortcutNorm = down->register_module("1", norm(out));
  }
  return block;
}

void IResNetImpl::addHead() {
  lastNorm_ = register_module("bn2", norm(kLastChannels));
  if (!shape_.resnetAvgPool) {
    std::int64_t side = shape_.imageSize;
    for (int stage = 0; stage < 4; ++stage) side = (side + 1) / 2;
    fc_ = register_module("fc", torch::nn::Linear(kLastChannels * side * side, shape_.dim));
  } else {
    TORCH_CHECK(shape_.dim == kLastChannels, "IResNet: the pooled embedding has ", kLastChannels,
                " numbers, not ", shape_.dim);
  }
  features_ = register_module(
      "features",
      torch::nn::BatchNorm1d(torch::nn::BatchNorm1dOptions(shape_.dim).eps(kBatchNormEpsilon)));
  features_->weight.requires_grad_(false);
}

at::Tensor IResNetImpl::convolve(const torch::nn::Conv2d& layer, const at::Tensor& x) const {
  const auto type = bfloat16_ ? at::kBFloat16 : at::kFloat;
  const auto& options = layer->options;
  const std::int64_t kernel = layer->weight.size(2);
  return at::conv2d(x.to(type), layer->weight.to(type), {}, *options.stride(), (kernel - 1) / 2)
      .to(at::kFloat);
}

at::Tensor IResNetImpl::runBlock(IResNetBlock& block, const at::Tensor& x) const {
  at::Tensor y = batchNorm(block.norm2, convolve(block.conv1, batchNorm(block.norm1, x)));
  y = batchNorm(block.norm3, convolve(block.conv2, block.prelu(y)));
  return y + (block.shortcut ? batchNorm(block.shortcutNorm, convolve(block.shortcut, x)) : x);
}

at::Tensor IResNetImpl::forward(const at::Tensor& image) {
  TORCH_CHECK(image.dim() == 4 && image.size(1) == 3, "IResNet: image must be [B, 3, S, S], got ",
              image.sizes());
  TORCH_CHECK(!fc_ || image.size(2) == shape_.imageSize, "IResNet: this head takes images of side ",
              shape_.imageSize, ", got ", image.sizes());
  at::Tensor x = stemPrelu_(batchNorm(stemNorm_, convolve(stem_, image)));
  for (IResNetBlock& block : blocks_) x = runBlock(block, x);
  x = batchNorm(lastNorm_, x);
  x = fc_ ? x.flatten(1) : x.mean({2, 3});
  x = ops::hashDropout(x, shape_.dropout, is_training());
  if (fc_) x = ops::linear(x, fc_->weight, fc_->bias, bfloat16_).to(at::kFloat);
  return batchNorm(features_, x);
}

}  // namespace lafs
