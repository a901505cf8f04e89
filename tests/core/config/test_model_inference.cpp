// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/model_inference.h"

#include <QTest>
#include <string>

#include "core/base/error.h"
#include "core/config/model_shape.h"

using lafs::ModelFamily;
using lafs::ModelShape;
using lafs::ModelSpec;
using lafs::TensorSizes;

namespace {

/// Sizes of a state dict, written down from the paper's tables rather than taken from a module.
TensorSizes sizesOf(const ModelShape& shape) {
  TensorSizes sizes;
  if (shape.family == ModelFamily::IResNet) {
    const std::int64_t blocks[3][4] = {{2, 2, 2, 2}, {3, 4, 14, 3}, {3, 13, 30, 3}};
    const int row = shape.resnetDepth == 18 ? 0 : shape.resnetDepth == 50 ? 1 : 2;
    for (int stage = 0; stage < 4; ++stage) {
      for (std::int64_t block = 0; block < blocks[row][stage]; ++block) {
        sizes["layer" + std::to_string(stage + 1) + "." + std::to_string(block) + ".conv1.weight"] =
            {64, 64, 3, 3};
      }
    }
    if (!shape.resnetAvgPool) {
      const std::int64_t side = shape.imageSize / 16;
      sizes["fc.weight"] = {512, 512 * side * side};
    }
    return sizes;
  }
  const std::int64_t inner = shape.heads * shape.headDim;
  sizes["pos_embedding"] = {1, shape.landmarks + 1, shape.dim};
  sizes["patch_to_embedding.weight"] = {shape.dim, 3 * shape.patchSize * shape.patchSize};
  for (std::int64_t k = 0; k < shape.depth; ++k) {
    const std::string layer = "transformer.layers." + std::to_string(k);
    sizes[layer + ".0.fn.fn.to_out.0.weight"] = {shape.dim, inner};
    sizes[layer + ".1.fn.fn.net.0.weight"] = {shape.mlpDim, shape.dim};
  }
  if (shape.family == ModelFamily::FVit) return sizes;
  const std::int64_t trunk[16] = {16, 16, 24, 24,  40,  40,  40,  80,
                                  80, 80, 80, 112, 112, 160, 160, 160};
  for (int n = 0; n < 16; ++n) {
    const std::string name = "stn.features." + std::to_string(n);
    sizes[name + (n == 0 ? ".0.weight" : ".conv.7.weight")] = {
        lafs::scaledChannels(trunk[n], shape.cnnWidth), 1, 1, 1};
  }
  return sizes;
}

std::string problemOf(const TensorSizes& sizes) {
  try {
    lafs::inferModel(sizes, "file.pth");
  } catch (const lafs::UserError& error) {
    return error.what();
  }
  return {};
}

void compare(const ModelShape& found, const ModelShape& expected) {
  QVERIFY(found.family == expected.family);
  QCOMPARE(found.imageSize, expected.imageSize);
  QCOMPARE(found.patchSize, expected.patchSize);
  QCOMPARE(found.landmarks, expected.landmarks);
  QCOMPARE(found.dim, expected.dim);
  QCOMPARE(found.depth, expected.depth);
  QCOMPARE(found.heads, expected.heads);
  QCOMPARE(found.headDim, expected.headDim);
  QCOMPARE(found.mlpDim, expected.mlpDim);
  QCOMPARE(found.cnnWidth, expected.cnnWidth);
  QCOMPARE(found.resnetDepth, expected.resnetDepth);
  QCOMPARE(found.resnetAvgPool, expected.resnetAvgPool);
}

}  // namespace

class TestModelInference : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void findsEveryPreset() {
    for (const std::string& name : lafs::modelPresets()) {
      ModelSpec spec;
      spec.preset = name;
      const ModelShape expected = lafs::resolveModel(spec);
      const ModelSpec found = lafs::inferModel(sizesOf(expected), "file");
      QCOMPARE(found.preset, name);
      compare(lafs::resolveModel(found), expected);
    }
  }

  void findsChangedSizes() {
    ModelSpec spec;
    spec.preset = "part-fvit-b";
    spec.depth = 7;
    spec.heads = 12;
    spec.mlpDim = 3072;
    spec.landmarks = 49;
    spec.cnnWidth = 0.5;
    const ModelShape expected = lafs::resolveModel(spec);
    compare(lafs::resolveModel(lafs::inferModel(sizesOf(expected), "file")), expected);
  }

  void findsOtherFaces() {
    ModelSpec grid;
    grid.preset = "fvit-tiny";
    grid.imageSize = 96;
    compare(lafs::resolveModel(lafs::inferModel(sizesOf(lafs::resolveModel(grid)), "file")),
            lafs::resolveModel(grid));
    ModelSpec resnet;
    resnet.preset = "iresnet-50";
    resnet.imageSize = 224;
    compare(lafs::resolveModel(lafs::inferModel(sizesOf(lafs::resolveModel(resnet)), "file")),
            lafs::resolveModel(resnet));
    resnet.imageSize = 0;
    resnet.resnetHead = "avgpool";
    compare(lafs::resolveModel(lafs::inferModel(sizesOf(lafs::resolveModel(resnet)), "file")),
            lafs::resolveModel(resnet));
  }

  void refusesWhatItDoesNotKnow() {
    QVERIFY(problemOf({}).find("neither a pos_embedding") != std::string::npos);
    QVERIFY(problemOf({{"stn.features.0.0.weight", {16, 3, 3, 3}}}).find("landmark CNN without") !=
            std::string::npos);
    QVERIFY(problemOf({{"pos_embedding", {5}}}).find("'pos_embedding' has 1 axes") !=
            std::string::npos);
    QVERIFY(problemOf({{"layer1.0.conv1.weight", {}}}).find("IResNet of 1, 0, 0, 0 blocks") !=
            std::string::npos);
    ModelSpec spec;
    TensorSizes sizes = sizesOf(lafs::resolveModel(spec));
    sizes["patch_to_embedding.weight"] = {512, 190};
    QVERIFY(problemOf(sizes).find("patches of 190 numbers") != std::string::npos);
    sizes = sizesOf(lafs::resolveModel(spec));
    sizes["stn.features.7.conv.7.weight"] = {79, 1, 1, 1};
    QVERIFY(problemOf(sizes).find("channels of no width") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestModelInference)
#include "test_model_inference.moc"
