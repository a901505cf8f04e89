// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/model_inference.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/model_shape.h"

namespace lafs {

namespace {

constexpr std::int64_t kFaceSide = 112;

/// Reads sizes out of a state dict; what is missing or of another rank is a UserError.
class Evidence {
 public:
  Evidence(const TensorSizes& sizes, const std::string& file) : sizes_(sizes), file_(file) {}

  bool has(const std::string& name) const { return sizes_.count(name) > 0; }
  bool hasBelow(const std::string& prefix) const {
    const auto next = sizes_.lower_bound(prefix);
    return next != sizes_.end() && next->first.compare(0, prefix.size(), prefix) == 0;
  }
  std::int64_t size(const std::string& name, std::size_t axis) const {
    const auto found = sizes_.find(name);
    if (found == sizes_.end()) refuse("it has no '" + name + "'");
    if (axis >= found->second.size()) {
      refuse("'" + name + "' has " + std::to_string(found->second.size()) + " axes");
    }
    return found->second[axis];
  }
  /// How many of prefix0., prefix1., … there are.
  std::int64_t countBelow(const std::string& prefix) const {
    std::int64_t count = 0;
    while (hasBelow(prefix + std::to_string(count) + ".")) ++count;
    return count;
  }
  [[noreturn]] void refuse(const std::string& why) const {
    throw UserError(file_, "its tensors are of no known model: " + why,
                    "name the part of the file with --entry, or the model with --model; known are "
                    "Part fViT, fViT and IResNet-18, -50, -100");
  }

 private:
  const TensorSizes& sizes_;
  const std::string& file_;
};

std::int64_t wholeRoot(std::int64_t square) {
  const auto root = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(square))));
  return root * root == square ? root : 0;
}

ModelSpec inferIResNet(const Evidence& evidence) {
  struct Depth {
    const char* preset;
    std::array<std::int64_t, 4> blocks;
  };
  static constexpr Depth kDepths[] = {
      {"iresnet-18", {2, 2, 2, 2}}, {"iresnet-50", {3, 4, 14, 3}}, {"iresnet-100", {3, 13, 30, 3}}};
  std::array<std::int64_t, 4> blocks{};
  std::vector<std::string> counts;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    blocks[stage] = evidence.countBelow("layer" + std::to_string(stage + 1) + ".");
    counts.push_back(std::to_string(blocks[stage]));
  }
  ModelSpec spec;
  const auto depth = std::find_if(std::begin(kDepths), std::end(kDepths),
                                  [&](const Depth& row) { return row.blocks == blocks; });
  if (depth == std::end(kDepths))
    evidence.refuse("an IResNet of " + join(counts, ", ") + " blocks");
  spec.preset = depth->preset;
  if (!evidence.has("fc.weight")) {
    spec.resnetHead = "avgpool";
    return spec;
  }
  // Four stages halve the side: 112 becomes 7.
  const std::int64_t side = wholeRoot(evidence.size("fc.weight", 1) / 512);
  if (side == 0) evidence.refuse("its fc.weight fits no square face");
  if (side * 16 != kFaceSide) spec.imageSize = side * 16;
  return spec;
}

/// Channels behind features.0 … 15 of the trunk at width 1.
constexpr std::int64_t kTrunk[] = {16, 16, 24, 24,  40,  40,  40,  80,
                                   80, 80, 80, 112, 112, 160, 160, 160};

double inferCnnWidth(const Evidence& evidence) {
  const auto channels = [&](std::size_t stage) {
    const std::string name = "stn.features." + std::to_string(stage);
    return evidence.size(name + (stage == 0 ? ".0.weight" : ".conv.7.weight"), 0);
  };
  for (int twentieths = 1; twentieths <= 80; ++twentieths) {
    // From width 1 outwards: several widths round to the same channels.
    const double width = twentieths <= 20 ? (21 - twentieths) / 20.0 : twentieths / 20.0;
    bool fits = true;
    for (std::size_t stage = 0; fits && stage < std::size(kTrunk); ++stage) {
      fits = channels(stage) == scaledChannels(kTrunk[stage], width);
    }
    if (fits) return width;
  }
  evidence.refuse("its landmark CNN has channels of no width");
}

/// Width of one head for `inner` numbers of all heads together.
std::int64_t likelyHeadDim(const Evidence& evidence, std::int64_t inner) {
  for (const std::int64_t width : {64, 32, 16}) {
    if (inner % width == 0) return width;
  }
  evidence.refuse("heads of " + std::to_string(inner) + " numbers together");
}

ModelShape transformerShape(const Evidence& evidence) {
  ModelShape shape;
  shape.family = evidence.hasBelow("stn.") ? ModelFamily::PartFVit : ModelFamily::FVit;
  shape.dim = evidence.size("pos_embedding", 2);
  shape.landmarks = evidence.size("pos_embedding", 1) - 1;
  const std::int64_t values = evidence.size("patch_to_embedding.weight", 1);
  shape.patchSize = values % 3 == 0 ? wholeRoot(values / 3) : 0;
  if (shape.patchSize == 0) evidence.refuse("patches of " + std::to_string(values) + " numbers");
  shape.depth = evidence.countBelow("transformer.layers.");
  shape.heads = evidence.size("transformer.layers.0.0.fn.fn.to_out.0.weight", 1);  // times headDim
  shape.headDim = 1;
  shape.mlpDim = evidence.size("transformer.layers.0.1.fn.fn.net.0.weight", 0);
  shape.imageSize = kFaceSide;
  if (shape.family == ModelFamily::PartFVit) {
    shape.cnnWidth = inferCnnWidth(evidence);
  } else {
    const std::int64_t side = wholeRoot(shape.landmarks);
    if (side == 0) evidence.refuse(std::to_string(shape.landmarks) + " patches are no square grid");
    shape.imageSize = side * shape.patchSize;
  }
  return shape;
}

/// How many sizes of a preset the found ones share.
int likeness(const ModelShape& preset, const ModelShape& found) {
  return (preset.dim == found.dim) + (preset.depth == found.depth) +
         (preset.mlpDim == found.mlpDim) + (preset.patchSize == found.patchSize) +
         (preset.landmarks == found.landmarks) +
         (preset.heads * preset.headDim == found.heads * found.headDim) +
         (preset.cnnWidth == found.cnnWidth);
}

ModelShape nearestPreset(const ModelShape& found) {
  ModelShape nearest;
  int best = -1;
  for (const std::string& name : modelPresets()) {
    ModelSpec spec;
    spec.preset = name;
    const ModelShape preset = resolveModel(spec);
    if (preset.family != found.family || likeness(preset, found) <= best) continue;
    best = likeness(preset, found);
    nearest = preset;
  }
  return nearest;
}

ModelSpec inferTransformer(const Evidence& evidence) {
  const ModelShape found = transformerShape(evidence);
  const ModelShape preset = nearestPreset(found);
  const auto other = [](std::int64_t size, std::int64_t presets) {
    return size == presets ? 0 : size;
  };
  ModelSpec spec;
  spec.preset = preset.name;
  spec.imageSize = other(found.imageSize, preset.imageSize);
  spec.patchSize = other(found.patchSize, preset.patchSize);
  // A grid's number of patches follows from the image and the patch.
  if (found.family == ModelFamily::PartFVit)
    spec.landmarks = other(found.landmarks, preset.landmarks);
  spec.dim = other(found.dim, preset.dim);
  spec.depth = other(found.depth, preset.depth);
  spec.mlpDim = other(found.mlpDim, preset.mlpDim);
  if (found.heads != preset.heads * preset.headDim) {
    const bool sameWidth = found.heads % preset.headDim == 0;
    const std::int64_t width = sameWidth ? preset.headDim : likelyHeadDim(evidence, found.heads);
    spec.headDim = other(width, preset.headDim);
    spec.heads = found.heads / width;
  }
  if (found.cnnWidth != preset.cnnWidth) spec.cnnWidth = found.cnnWidth;
  return spec;
}

}  // namespace

ModelSpec inferModel(const TensorSizes& sizes, const std::string& file) {
  const Evidence evidence(sizes, file);
  if (evidence.has("pos_embedding")) return inferTransformer(evidence);
  if (evidence.has("layer1.0.conv1.weight")) return inferIResNet(evidence);
  if (evidence.hasBelow("stn.")) evidence.refuse("it is a landmark CNN without a transformer");
  evidence.refuse("there is neither a pos_embedding nor a layer1.0.conv1.weight among the " +
                  std::to_string(sizes.size()) + " tensors");
}

}  // namespace lafs
