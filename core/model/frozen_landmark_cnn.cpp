// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/frozen_landmark_cnn.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <vector>

namespace lafs {

// Not in an unnamed namespace, because Folded, which the header names, holds them.

/// A convolution with the BatchNorm behind it worked in.
struct FoldedConvolution {
  at::Tensor weight, bias;
  std::int64_t stride = 1, padding = 0, groups = 1;

  FoldedConvolution() = default;
  FoldedConvolution(const torch::nn::Conv2d& layer, const torch::nn::BatchNorm2d& norm,
                    std::int64_t layerStride, std::int64_t layerGroups)
      : stride(layerStride), padding((layer->weight.size(2) - 1) / 2), groups(layerGroups) {
    const at::Tensor variance = norm->running_var.to(at::kDouble) + norm->options.eps();
    const at::Tensor scale = norm->weight.to(at::kDouble) / variance.sqrt();
    const at::Tensor shift =
        norm->bias.to(at::kDouble) - norm->running_mean.to(at::kDouble) * scale;
    // Channels last halves the time and more: no reordering between layers, and the depthwise
    // convolutions read what they need in a row.
    weight = (layer->weight.to(at::kDouble) * scale.reshape({-1, 1, 1, 1}))
                 .to(at::kFloat)
                 .contiguous(at::MemoryFormat::ChannelsLast);
    bias = shift.to(at::kFloat);
  }

  at::Tensor operator()(const at::Tensor& x) const {
    return at::conv2d(x, weight, bias, {stride, stride}, {padding, padding}, {1, 1}, groups);
  }

  void to(const at::Device& device) {
    weight = weight.to(device);
    bias = bias.to(device);
  }
};

struct FoldedBottleneck {
  FoldedConvolution expand, depthwise, project;
  at::Tensor squeeze, excite;
  bool hardSwish = false, residual = false;

  explicit FoldedBottleneck(const Bottleneck& block)
      : expand(block->expand, block->expandNorm, 1, 1),
        depthwise(block->depthwise, block->depthwiseNorm, block->sizes.stride,
                  block->sizes.expanded),
        project(block->project, block->projectNorm, 1, 1),
        hardSwish(block->sizes.hardSwish),
        residual(block->sizes.residual()) {
    if (!block->squeeze) return;
    squeeze = block->squeeze->weight.detach().clone();
    excite = block->excite->weight.detach().clone();
  }

  at::Tensor operator()(const at::Tensor& x) const {
    at::Tensor y = activate(expand(x));
    y = depthwise(y);
    if (squeeze.defined()) {
      const at::Tensor gate =
          at::hardsigmoid(at::linear(at::relu(at::linear(y.mean({2, 3}), squeeze)), excite));
      y.mul_(gate.unsqueeze(-1).unsqueeze(-1));
    }
    y = project(activate(y));
    return residual ? y.add_(x) : y;
  }

  void to(const at::Device& device) {
    for (FoldedConvolution* layer : {&expand, &depthwise, &project}) layer->to(device);
    if (!squeeze.defined()) return;
    squeeze = squeeze.to(device);
    excite = excite.to(device);
  }

 private:
  at::Tensor activate(at::Tensor z) const { return hardSwish ? at::hardswish_(z) : z.relu_(); }
};

struct FrozenLandmarkCnn::Folded {
  FoldedConvolution stem;
  std::vector<FoldedBottleneck> blocks;
  at::Tensor headWeight, headBias;
  std::int64_t imageSize = 0;
};

FrozenLandmarkCnn::FrozenLandmarkCnn(const LandmarkCnn& cnn) : folded_(std::make_shared<Folded>()) {
  at::NoGradGuard noGrad;
  folded_->stem = FoldedConvolution(cnn->stn->stem, cnn->stn->stemNorm, 2, 1);
  for (const Bottleneck& block : cnn->stn->blocks) folded_->blocks.emplace_back(block);
  folded_->headWeight = cnn->head->weight.detach().clone();
  folded_->headBias = cnn->head->bias.detach().clone();
  folded_->imageSize = cnn->imageSize();
}

at::Tensor FrozenLandmarkCnn::operator()(const at::Tensor& image) const {
  at::NoGradGuard noGrad;
  at::Tensor x = folded_->stem(image.contiguous(at::MemoryFormat::ChannelsLast));
  at::hardswish_(x);
  for (const FoldedBottleneck& block : folded_->blocks) x = block(x);
  return minMaxLandmarks(at::linear(x.mean({2, 3}), folded_->headWeight, folded_->headBias),
                         folded_->imageSize);
}

void FrozenLandmarkCnn::to(const at::Device& device) {
  folded_->stem.to(device);
  for (FoldedBottleneck& block : folded_->blocks) block.to(device);
  folded_->headWeight = folded_->headWeight.to(device);
  folded_->headBias = folded_->headBias.to(device);
}

}  // namespace lafs
