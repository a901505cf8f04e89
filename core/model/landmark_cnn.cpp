// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/landmark_cnn.h"

#include <cmath>

#include "core/model/batch_norm.h"
#include "core/model/ops/fused_ops.h"

namespace lafs {

namespace {

constexpr double kHeadDropout = 0.5;

struct BlockRow {
  std::int64_t kernel, expanded, out;
  bool squeezeExcite, hardSwish;
  std::int64_t stride;
};

// MobileNetV3-Large (Howard et al. 2019, table 1) without its last 1x1 convolution.
constexpr std::int64_t kMobileNetStemChannels = 16;
constexpr BlockRow kBlocks[] = {
    {3, 16, 16, false, false, 1}, {3, 64, 24, false, false, 2}, {3, 72, 24, false, false, 1},
    {5, 72, 40, true, false, 2},  {5, 120, 40, true, false, 1}, {5, 120, 40, true, false, 1},
    {3, 240, 80, false, true, 2}, {3, 200, 80, false, true, 1}, {3, 184, 80, false, true, 1},
    {3, 184, 80, false, true, 1}, {3, 480, 112, true, true, 1}, {3, 672, 112, true, true, 1},
    {5, 672, 160, true, true, 2}, {5, 960, 160, true, true, 1}, {5, 960, 160, true, true, 1}};

/// How much of a fresh head's weights is left where its bias says where landmarks lie: they then
/// still differ a little from face to face, by less than the way to the next landmark.
constexpr double kHeadShare = 0.1;

/// Rows of landmarks from corner to corner, as a head's bias [2R] with values in [-1, 1].
at::Tensor gridBias(std::int64_t landmarks) {
  const auto columns =
      static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(landmarks))));
  const std::int64_t rows = (landmarks + columns - 1) / columns;
  const auto place = [](std::int64_t index, std::int64_t count) {
    return count > 1 ? 2.0 * static_cast<double>(index) / static_cast<double>(count - 1) - 1 : 0.0;
  };
  at::Tensor bias = at::empty({2 * landmarks});
  for (std::int64_t i = 0; i < landmarks; ++i) {
    bias[2 * i] = place(i % columns, columns);
    bias[2 * i + 1] = place(i / columns, rows);
  }
  return bias;
}

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                              std::int64_t stride, std::int64_t groups) {
  torch::nn::Conv2d layer(torch::nn::Conv2dOptions(in, out, kernel)
                              .stride(stride)
                              .padding((kernel - 1) / 2)
                              .groups(groups)
                              .bias(false));
  torch::nn::init::kaiming_normal_(layer->weight, 0, torch::kFanOut, torch::kReLU);
  return layer;
}

torch::nn::Linear squeezeLinear(std::int64_t in, std::int64_t out) {
  torch::nn::Linear layer(torch::nn::LinearOptions(in, out).bias(false));
  torch::nn::init::normal_(layer->weight, 0, 0.01);
  return layer;
}

}  // namespace

BottleneckImpl::BottleneckImpl(const BottleneckSizes& blockSizes)
    : sizes(blockSizes),
      expand(convolution(sizes.in, sizes.expanded, 1, 1, 1)),
      depthwise(
          convolution(sizes.expanded, sizes.expanded, sizes.kernel, sizes.stride, sizes.expanded)),
      project(convolution(sizes.expanded, sizes.out, 1, 1, 1)),
      expandNorm(sizes.expanded),
      depthwiseNorm(sizes.expanded),
      projectNorm(sizes.out) {
  const auto conv = register_module("conv", std::make_shared<torch::nn::Module>("conv"));
  conv->register_module("0", expand);
  conv->register_module("1", expandNorm);
  conv->register_module("3", depthwise);
  conv->register_module("4", depthwiseNorm);
  if (sizes.squeezeExcite) {
    const auto block = conv->register_module("5", std::make_shared<torch::nn::Module>("se"));
    const auto fc = block->register_module("fc", std::make_shared<torch::nn::Module>("fc"));
    squeeze = fc->register_module("0", squeezeLinear(sizes.expanded, sizes.squeezed()));
    excite = fc->register_module("2", squeezeLinear(sizes.squeezed(), sizes.expanded));
  }
  conv->register_module("7", project);
  conv->register_module("8", projectNorm);
}

at::Tensor BottleneckImpl::forward(const at::Tensor& x) {
  const auto activate = [this](const at::Tensor& z) {
    return sizes.hardSwish ? at::hardswish(z) : at::relu(z);
  };
  at::Tensor y = activate(batchNorm(expandNorm, expand(x)));
  y = batchNorm(depthwiseNorm, depthwise(y));
  if (sizes.squeezeExcite) {
    const at::Tensor gate = at::hardsigmoid(excite(at::relu(squeeze(y.mean({2, 3})))));
    y = y * gate.unsqueeze(-1).unsqueeze(-1);
  }
  y = batchNorm(projectNorm, project(activate(y)));
  return sizes.residual() ? x + y : y;
}

LandmarkTrunkImpl::LandmarkTrunkImpl(double widthMultiplier)
    : stem(convolution(3, scaledChannels(kMobileNetStemChannels, widthMultiplier), 3, 2, 1)),
      stemNorm(scaledChannels(kMobileNetStemChannels, widthMultiplier)) {
  const auto features =
      register_module("features", std::make_shared<torch::nn::Module>("features"));
  const auto first = features->register_module("0", std::make_shared<torch::nn::Module>("stem"));
  first->register_module("0", stem);
  first->register_module("1", stemNorm);
  std::int64_t in = scaledChannels(kMobileNetStemChannels, widthMultiplier);
  for (const BlockRow& row : kBlocks) {
    BottleneckSizes sizes;
    sizes.in = in;
    sizes.expanded = scaledChannels(row.expanded, widthMultiplier);
    sizes.out = scaledChannels(row.out, widthMultiplier);
    sizes.kernel = row.kernel;
    sizes.stride = row.stride;
    sizes.squeezeExcite = row.squeezeExcite;
    sizes.hardSwish = row.hardSwish;
    in = sizes.out;
    blocks.push_back(
        features->register_module(std::to_string(blocks.size() + 1), Bottleneck(sizes)));
  }
  outputChannels = in;
}

at::Tensor LandmarkTrunkImpl::forward(const at::Tensor& image) {
  return forwardTraced(image, nullptr);
}

at::Tensor LandmarkTrunkImpl::forwardTraced(const at::Tensor& image,
                                            std::vector<at::Tensor>* stages) {
  TORCH_CHECK(image.dim() == 4 && image.size(1) == 3,
              "LandmarkTrunk: image must be [B, 3, S, S], got ", image.sizes());
  at::Tensor x = at::hardswish(batchNorm(stemNorm, stem(image)));
  if (stages) stages->push_back(x);
  for (Bottleneck& block : blocks) {
    x = block(x);
    if (stages) stages->push_back(x);
  }
  return x;
}

at::Tensor minMaxLandmarks(const at::Tensor& theta, std::int64_t imageSize) {
  TORCH_CHECK(theta.dim() == 2 && theta.size(1) > 0 && theta.size(1) % 2 == 0,
              "minMaxLandmarks: θ must be [B, 2R], got ", theta.sizes());
  const at::Tensor low = theta.amin({1}, /*keepdim=*/true);
  const at::Tensor range = theta.amax({1}, /*keepdim=*/true) - low;
  const at::Tensor divisor = at::where(range > 0, range, at::ones_like(range));
  return ((theta - low) / divisor * static_cast<double>(imageSize - 1))
      .reshape({theta.size(0), theta.size(1) / 2, 2});
}

LandmarkCnnImpl::LandmarkCnnImpl(const ModelShape& shape) : imageSize_(shape.imageSize) {
  stn = register_module("stn", LandmarkTrunk(shape.cnnWidth));
  head = torch::nn::Linear(stn->outputChannels, 2 * shape.landmarks);
  const auto output =
      register_module("output_layer", std::make_shared<torch::nn::Module>("output_layer"));
  output->register_module("1", head);
  if (!shape.landmarksStartOnGrid) return;
  at::NoGradGuard noGrad;
  head->weight.mul_(kHeadShare);
  head->bias.copy_(gridBias(shape.landmarks));
}

at::Tensor LandmarkCnnImpl::pooledFeature(const at::Tensor& image) {
  return stn(image).mean({2, 3});
}

at::Tensor LandmarkCnnImpl::rawLandmarks(const at::Tensor& image) {
  return head(ops::hashDropout(pooledFeature(image), kHeadDropout, is_training()));
}

at::Tensor LandmarkCnnImpl::forward(const at::Tensor& image) {
  return minMaxLandmarks(rawLandmarks(image), imageSize_);
}

}  // namespace lafs
