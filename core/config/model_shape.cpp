// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/model_shape.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

struct Preset {
  const char* name;
  ModelFamily family;
  std::int64_t patchSize, landmarks, dim, depth, heads, headDim, mlpDim;
  double cnnWidth;
  std::int64_t resnetDepth;
};

// Tiny and B are the paper's sizes, spelled out in the released scripts; part-fvit-mini is made
// for numeric comparisons; mini and fvit-mini train on a CPU in minutes.
constexpr Preset kPresets[] = {
    {"part-fvit-tiny", ModelFamily::PartFVit, 8, 196, 512, 3, 11, 64, 2560, 1, 0},
    {"part-fvit-b", ModelFamily::PartFVit, 8, 196, 768, 12, 11, 64, 2048, 1, 0},
    {"fvit-tiny", ModelFamily::FVit, 8, 196, 512, 3, 11, 64, 2560, 1, 0},
    {"fvit-b", ModelFamily::FVit, 8, 196, 768, 12, 11, 64, 2048, 1, 0},
    {"iresnet-18", ModelFamily::IResNet, 8, 0, 512, 0, 0, 0, 0, 1, 18},
    {"iresnet-50", ModelFamily::IResNet, 8, 0, 512, 0, 0, 0, 0, 1, 50},
    {"iresnet-100", ModelFamily::IResNet, 8, 0, 512, 0, 0, 0, 0, 1, 100},
    {"part-fvit-mini", ModelFamily::PartFVit, 8, 196, 64, 2, 2, 64, 128, 1, 0},
    {"mini", ModelFamily::PartFVit, 16, 49, 128, 4, 4, 32, 256, 0.25, 0},
    {"fvit-mini", ModelFamily::FVit, 16, 49, 128, 4, 4, 32, 256, 1, 0},
};
constexpr std::int64_t kImageSize = 112;

const Preset& presetNamed(const std::string& name) {
  for (const Preset& preset : kPresets) {
    if (name == preset.name) return preset;
  }
  const std::string near = nearestName(name, modelPresets());
  throw UserError(
      "model.preset", "'" + name + "' is no model; there are " + join(modelPresets(), ", "),
      near.empty() ? "see `lafs-workbench --batch describe models`" : "did you mean " + near + "?");
}

/// Sizes of `spec` that its family does not have, and sizes that do not fit together.
std::vector<Problem> misfits(const ModelSpec& spec, const ModelShape& shape) {
  std::vector<Problem> problems;
  const auto refuse = [&](const char* key, const std::string& message, const std::string& remedy) {
    problems.push_back({std::string("model.") + key, message, remedy});
  };
  if (shape.family == ModelFamily::IResNet) {
    const std::pair<const char*, bool> given[] = {{"patch_size", spec.patchSize > 0},
                                                  {"landmarks", spec.landmarks > 0},
                                                  {"dim", spec.dim > 0},
                                                  {"depth", spec.depth > 0},
                                                  {"heads", spec.heads > 0},
                                                  {"head_dim", spec.headDim > 0},
                                                  {"mlp_dim", spec.mlpDim > 0},
                                                  {"cnn_width", spec.cnnWidth > 0}};
    for (const auto& [key, isGiven] : given) {
      if (isGiven) refuse(key, shape.name + " has no such size", "leave it out");
    }
    return problems;
  }
  if (shape.family == ModelFamily::FVit) {
    if (spec.cnnWidth > 0) {
      refuse("cnn_width", shape.name + " has no landmark CNN", "leave it out, or use a Part fViT");
    }
    if (shape.imageSize % shape.patchSize != 0) {
      refuse("patch_size",
             std::to_string(shape.patchSize) + " does not divide the image side " +
                 std::to_string(shape.imageSize),
             "a grid of patches has to cover the image exactly");
    } else {
      const std::int64_t side = shape.imageSize / shape.patchSize;
      if (shape.landmarks != side * side) {
        refuse("landmarks",
               std::to_string(shape.landmarks) + " does not fit a plain grid of " +
                   std::to_string(side) + " x " + std::to_string(side) + " patches",
               "leave it out: a grid has " + std::to_string(side * side));
      }
    }
  }
  if (shape.patchSize % 2 != 0) {
    refuse("patch_size", std::to_string(shape.patchSize) + " is odd",
           "a patch reaches equally far to both sides of its landmark");
  }
  if (shape.patchSize > shape.imageSize) {
    refuse("patch_size", std::to_string(shape.patchSize) + " is larger than the image", {});
  }
  return problems;
}

}  // namespace

std::vector<std::string> modelPresets() {
  std::vector<std::string> names;
  for (const Preset& preset : kPresets) names.emplace_back(preset.name);
  return names;
}

ModelShape resolveModel(const ModelSpec& spec) {
  const Preset& preset = presetNamed(spec.preset);
  const auto either = [](auto given, auto otherwise) { return given > 0 ? given : otherwise; };
  ModelShape shape;
  shape.name = preset.name;
  shape.family = preset.family;
  shape.imageSize = either(spec.imageSize, kImageSize);
  shape.patchSize = either(spec.patchSize, preset.patchSize);
  shape.landmarks = either(spec.landmarks, preset.landmarks);
  shape.dim = either(spec.dim, preset.dim);
  shape.depth = either(spec.depth, preset.depth);
  shape.heads = either(spec.heads, preset.heads);
  shape.headDim = either(spec.headDim, preset.headDim);
  shape.mlpDim = either(spec.mlpDim, preset.mlpDim);
  shape.cnnWidth = either(spec.cnnWidth, preset.cnnWidth);
  shape.resnetDepth = preset.resnetDepth;
  shape.resnetAvgPool = spec.resnetHead == "avgpool";
  shape.dropout = spec.dropout;
  shape.dropPath = spec.dropPath;
  shape.tokenSpread = spec.tokenSpread;
  shape.landmarksStartOnGrid = spec.landmarkStart == "grid";
  shape.attentionScaleByHead = spec.attentionScale == "head";
  // A grid's size follows from the image and the patch unless someone insists on a number.
  if (shape.family == ModelFamily::FVit && spec.landmarks <= 0) {
    const std::int64_t side = shape.imageSize / shape.patchSize;
    shape.landmarks = side * side;
  }
  const std::vector<Problem> problems = misfits(spec, shape);
  if (!problems.empty()) throw UserError(problems);
  return shape;
}

std::int64_t scaledChannels(std::int64_t channels, double width) {
  const double exact = static_cast<double>(channels) * width;
  std::int64_t rounded = std::max<std::int64_t>(8, static_cast<std::int64_t>(exact + 4) / 8 * 8);
  if (static_cast<double>(rounded) < 0.9 * exact) rounded += 8;
  return rounded;
}

}  // namespace lafs
