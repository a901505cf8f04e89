// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>

#include "core/base/error.h"
#include "core/config/model_shape.h"

namespace lafs {

namespace {

std::int64_t halved(std::int64_t side, std::int64_t stride) {
  return (side + stride - 1) / stride;
}

/// Adds rows, and knows how far an image has shrunk on its way through a convolutional network.
class CostTable {
 public:
  explicit CostTable(std::int64_t side) : side_(side) {}

  void row(const std::string& name, const std::string& output) {
    rows_.push_back({name, output, 0, 0});
  }
  /// Square convolution without bias that keeps ceil(side / stride) pixels.
  void convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                   std::int64_t groups = 1) {
    side_ = halved(side_, stride);
    const std::int64_t weights = in / groups * out * kernel * kernel;
    add(weights, weights * side_ * side_);
  }
  /// Shortcut beside the main path: does not shrink the image once more.
  void shortcut(std::int64_t in, std::int64_t out) { add(in * out, in * out * side_ * side_); }
  void norm(std::int64_t channels) { add(2 * channels, 0); }
  void plain(std::int64_t parameters) { add(parameters, 0); }
  void linear(std::int64_t in, std::int64_t out, bool bias, std::int64_t rows = 1) {
    add(in * out + (bias ? out : 0), in * out * rows);
  }
  std::string map(std::int64_t channels) const {
    return std::to_string(channels) + "x" + std::to_string(side_) + "x" + std::to_string(side_);
  }
  void output(const std::string& shape) { rows_.back().output = shape; }
  std::int64_t side() const { return side_; }
  std::vector<LayerCost> take() { return std::move(rows_); }

 private:
  void add(std::int64_t parameters, std::int64_t multiplyAdds) {
    rows_.back().parameters += parameters;
    rows_.back().multiplyAdds += multiplyAdds;
  }
  std::vector<LayerCost> rows_;
  std::int64_t side_;
};

struct Bottleneck {
  std::int64_t kernel, expanded, out;
  bool squeezeExcite;
  std::int64_t stride;
};

// MobileNetV3-Large (Howard et al. 2019, table 1) without its last 1x1 convolution.
constexpr Bottleneck kBottlenecks[] = {
    {3, 16, 16, false, 1},  {3, 64, 24, false, 2},  {3, 72, 24, false, 1},  {5, 72, 40, true, 2},
    {5, 120, 40, true, 1},  {5, 120, 40, true, 1},  {3, 240, 80, false, 2}, {3, 200, 80, false, 1},
    {3, 184, 80, false, 1}, {3, 184, 80, false, 1}, {3, 480, 112, true, 1}, {3, 672, 112, true, 1},
    {5, 672, 160, true, 2}, {5, 960, 160, true, 1}, {5, 960, 160, true, 1}};

void addLandmarkCnn(CostTable& table, const ModelShape& shape) {
  std::int64_t in = scaledChannels(16, shape.cnnWidth);
  table.row("stn.features.0", "");
  table.convolution(3, in, 3, 2);
  table.norm(in);
  table.output(table.map(in));
  int index = 1;
  for (const Bottleneck& block : kBottlenecks) {
    const std::int64_t expanded = scaledChannels(block.expanded, shape.cnnWidth);
    const std::int64_t out = scaledChannels(block.out, shape.cnnWidth);
    table.row("stn.features." + std::to_string(index++), "");
    table.convolution(in, expanded, 1, 1);
    table.norm(expanded);
    table.convolution(expanded, expanded, block.kernel, block.stride, expanded);
    table.norm(expanded);
    if (block.squeezeExcite) {
      table.linear(expanded, expanded / 4, false);
      table.linear(expanded / 4, expanded, false);
    }
    table.convolution(expanded, out, 1, 1);
    table.norm(out);
    table.output(table.map(out));
    in = out;
  }
  table.row("output_layer.1", std::to_string(shape.landmarks) + "x2");
  table.linear(in, 2 * shape.landmarks, true);
}

void addTransformer(CostTable& table, const ModelShape& shape) {
  const std::int64_t tokens = shape.landmarks + 1;
  const std::int64_t inner = shape.heads * shape.headDim;
  const std::string size = std::to_string(tokens) + "x" + std::to_string(shape.dim);
  table.row("patch_to_embedding",
            std::to_string(shape.landmarks) + "x" + std::to_string(shape.dim));
  table.linear(shape.patchValues(), shape.dim, true, shape.landmarks);
  table.row("cls_token", "1x" + std::to_string(shape.dim));
  table.plain(shape.dim);
  table.row("pos_embedding", size);
  table.plain(tokens * shape.dim);
  for (std::int64_t block = 0; block < shape.depth; ++block) {
    const std::string name = "transformer.layers." + std::to_string(block);
    table.row(name + ".0 attention", size);
    table.norm(shape.dim);
    table.linear(shape.dim, 3 * inner, false, tokens);
    table.linear(inner, shape.dim, true, tokens);
    table.row(name + ".1 feed-forward", size);
    table.norm(shape.dim);
    table.linear(shape.dim, shape.mlpDim, true, tokens);
    table.linear(shape.mlpDim, shape.dim, true, tokens);
  }
  table.row("mlp_head.0", std::to_string(shape.dim));
  table.norm(shape.dim);
}

std::vector<std::int64_t> blocksOf(std::int64_t resnetDepth) {
  switch (resnetDepth) {
    case 18:
      return {2, 2, 2, 2};
    case 50:
      return {3, 4, 14, 3};
    default:
      require(resnetDepth == 100, "IResNet has 18, 50 or 100 layers");
      return {3, 13, 30, 3};
  }
}

void addResNet(CostTable& table, const ModelShape& shape) {
  std::int64_t in = 64;
  table.row("conv1, bn1, prelu", "");
  table.convolution(3, in, 3, 1);
  table.norm(in);
  table.plain(in);
  table.output(table.map(in));
  const std::vector<std::int64_t> blocks = blocksOf(shape.resnetDepth);
  for (int layer = 0; layer < 4; ++layer) {
    const std::int64_t out = std::int64_t{64} << layer;
    for (std::int64_t block = 0; block < blocks[layer]; ++block) {
      table.row("layer" + std::to_string(layer + 1) + "." + std::to_string(block), "");
      table.norm(in);
      table.convolution(in, out, 3, 1);
      table.norm(out);
      table.plain(out);
      table.convolution(out, out, 3, block == 0 ? 2 : 1);
      table.norm(out);
      if (block == 0) {
        table.shortcut(in, out);
        table.norm(out);
      }
      table.output(table.map(out));
      in = out;
    }
  }
  table.row("bn2", table.map(in));
  table.norm(in);
  if (!shape.resnetAvgPool) {
    table.row("fc", std::to_string(shape.dim));
    table.linear(in * table.side() * table.side(), shape.dim, true);
  }
  table.row("features", std::to_string(shape.dim));
  table.norm(shape.dim);
}

}  // namespace

std::vector<LayerCost> layerCosts(const ModelShape& shape) {
  CostTable table(shape.imageSize);
  if (shape.family == ModelFamily::IResNet) {
    addResNet(table, shape);
  } else {
    if (shape.hasLandmarkCnn()) addLandmarkCnn(table, shape);
    addTransformer(table, shape);
  }
  return table.take();
}

std::int64_t attentionMultiplyAdds(const ModelShape& shape) {
  if (shape.family == ModelFamily::IResNet) return 0;
  const std::int64_t tokens = shape.landmarks + 1;
  return 2 * tokens * tokens * shape.heads * shape.headDim * shape.depth;
}

}  // namespace lafs
