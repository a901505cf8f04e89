// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/field_builder.h"
#include "core/config/model_shape.h"
#include "core/config/section_tables.h"

namespace lafs {

namespace {

FieldTable makeModelTable() {
  TableBuilder<ModelSpec> table("model");
  const auto size = [&table](const char* name, std::int64_t ModelSpec::*member, const char* meaning,
                             double maximum) {
    return table.integer(name, member, meaning).atLeast(0).atMost(maximum).zero("preset");
  };
  table.choice("preset", &ModelSpec::preset, modelPresets(), "network whose sizes are taken")
      .paper(
          "Part fViT-B for the main results, Part fViT-Tiny (15.28 M parameters, 2.48 G FLOPs) "
          "for the ablations; ResNet-100 and fViT beside them");
  size("image_size", &ModelSpec::imageSize, "side of the face", 1024).unit("px").paper("112");
  size("patch_size", &ModelSpec::patchSize, "side of a patch", 128).unit("px").paper("8");
  size("landmarks", &ModelSpec::landmarks, "landmarks, and so patches, of a full view", 4096)
      .paper("196");
  size("dim", &ModelSpec::dim, "width of a token and of the embedding", 8192);
  size("depth", &ModelSpec::depth, "transformer blocks", 128).paper("B: 12");
  size("heads", &ModelSpec::heads, "attention heads", 128).paper("B: 11");
  size("head_dim", &ModelSpec::headDim, "width of one head", 1024);
  size("mlp_dim", &ModelSpec::mlpDim, "hidden width of the feed-forward part", 32768)
      .paper("B: 2048");
  table.number("cnn_width", &ModelSpec::cnnWidth, "width multiplier of the landmark CNN")
      .atLeast(0)
      .atMost(4)
      .zero("preset")
      .paper("MobileNetV3-Large");
  table.number("dropout", &ModelSpec::dropout, "dropout of tokens and blocks")
      .atLeast(0)
      .below(1)
      .paper("silent; released code: 0.1");
  table
      .number("drop_path", &ModelSpec::dropPath,
              "stochastic depth, constant in every residual branch")
      .atLeast(0)
      .below(1)
      .paper("silent; released code: 0.1");
  table
      .number("token_spread", &ModelSpec::tokenSpread,
              "standard deviation of fresh position embeddings and class token; small models learn "
              "sooner from a small one")
      .above(0)
      .atMost(10)
      .paper("silent; released code: 1");
  table
      .choice(
          "landmark_start", &ModelSpec::landmarkStart, {"random", "grid"},
          "where a fresh landmark CNN's landmarks lie: anywhere, or spread like the patches of a "
          "grid, for trainings too short to spread them")
      .paper("silent; released code: random");
  table
      .choice("attention_scale", &ModelSpec::attentionScale, {"width", "head"},
              "attention logits are divided by the root of the token width, or of the head's")
      .paper("cites the standard reference; released code: width");
  table
      .choice("resnet_head", &ModelSpec::resnetHead, {"fc", "avgpool"},
              "IResNet: fully connected head, or global average pooling")
      .paper("\"ResNet-100\" with comparable parameters; released code: avgpool");
  return table.take();
}

}  // namespace

const FieldTable& modelTable() {
  static const FieldTable table = makeModelTable();
  return table;
}

}  // namespace lafs
