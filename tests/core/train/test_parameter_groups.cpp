// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/parameter_groups.h"

#include <torch/torch.h>

#include <QTest>
#include <algorithm>
#include <cmath>

using lafs::NamedParameter;

namespace {

NamedParameter parameter(const std::string& name, std::vector<std::int64_t> shape,
                         bool trains = true) {
  return {name, at::zeros(shape).requires_grad_(trains)};
}

bool holds(const lafs::ParameterGroup& group, const std::string& name) {
  return std::find(group.names.begin(), group.names.end(), name) != group.names.end();
}

}  // namespace

class TestParameterGroups : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void pretrainingDecaysMatricesAndTokens();
  void pretrainingLeavesFrozenOnesOut();
  void layersCountFromTheTokens_data();
  void layersCountFromTheTokens();
  void supervisedGroupsByDecayAndScale();
  void networksWithoutBlocksHaveOneScale();
};

void TestParameterGroups::pretrainingDecaysMatricesAndTokens() {
  const auto groups = lafs::pretrainingGroups({
      parameter("backbone.cls_token", {1, 1, 8}),
      parameter("backbone.patch_to_embedding.weight", {8, 4}),
      parameter("backbone.patch_to_embedding.bias", {8}),
      parameter("backbone.mlp_head.0.weight", {8}),
      parameter("odd.bias", {2, 2}),
  });
  QCOMPARE(groups.size(), std::size_t(2));
  QVERIFY(groups[0].scheduledDecay && !groups[1].scheduledDecay);
  QVERIFY(holds(groups[0], "backbone.cls_token"));
  QVERIFY(holds(groups[0], "backbone.patch_to_embedding.weight"));
  QCOMPARE(groups[0].names.size(), std::size_t(2));
  QVERIFY(holds(groups[1], "odd.bias"));
  QCOMPARE(groups[1].weightDecay, 0.0);
}

void TestParameterGroups::pretrainingLeavesFrozenOnesOut() {
  const auto groups = lafs::pretrainingGroups({parameter("head.weight_g", {5, 1}, false)});
  QVERIFY(groups[0].names.empty() && groups[1].names.empty());
}

void TestParameterGroups::layersCountFromTheTokens_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<int>("depth");
  QTest::addColumn<int>("expected");
  QTest::newRow("positions") << "pos_embedding" << 12 << 0;
  QTest::newRow("cnn") << "stn.features.0.0.weight" << 12 << 0;
  QTest::newRow("landmark head") << "output_layer.1.bias" << 12 << 0;
  QTest::newRow("first block") << "transformer.layers.0.0.fn.norm.weight" << 12 << 1;
  QTest::newRow("two digits") << "transformer.layers.11.1.fn.fn.net.0.bias" << 12 << 12;
  QTest::newRow("last norm") << "mlp_head.0.weight" << 12 << 13;
  QTest::newRow("classes") << "loss.weight" << 3 << 4;
}

void TestParameterGroups::layersCountFromTheTokens() {
  QFETCH(QString, name);
  QFETCH(int, depth);
  QFETCH(int, expected);
  QCOMPARE(lafs::layerId(name.toStdString(), depth), expected);
  const double scale = std::pow(0.58, depth + 1 - expected);
  QVERIFY(std::abs(lafs::layerScale(name.toStdString(), depth, 0.58) - scale) < 1e-15);
}

void TestParameterGroups::supervisedGroupsByDecayAndScale() {
  lafs::SupervisedSpec spec;
  spec.weightDecay = 0.1;
  spec.cnnWeightDecay = 0.05;
  spec.layerDecay = 0.5;
  const auto groups = lafs::supervisedGroups(
      {parameter("stn.a", {2, 2}), parameter("stn.b", {2}), parameter("cls_token", {1, 1, 2}),
       parameter("transformer.layers.0.w", {2, 2}), parameter("transformer.layers.0.v", {2, 2}),
       parameter("loss.weight", {3, 2}), parameter("output_layer.1.weight", {2, 2}, false)},
      spec, 1);
  QCOMPARE(groups.size(), std::size_t(5));
  QCOMPARE(groups[0].weightDecay, 0.05);
  QCOMPARE(groups[0].learningRateScale, 0.25);
  QCOMPARE(groups[1].weightDecay, 0.0);
  QVERIFY(holds(groups[2], "cls_token"));
  QCOMPARE(groups[2].weightDecay, 0.1);
  QCOMPARE(groups[3].names.size(), std::size_t(2));
  QCOMPARE(groups[3].learningRateScale, 0.5);
  QCOMPARE(groups[4].learningRateScale, 1.0);
}

void TestParameterGroups::networksWithoutBlocksHaveOneScale() {
  lafs::SupervisedSpec spec;
  spec.layerDecay = 0.58;
  const auto groups =
      lafs::supervisedGroups({parameter("conv1.weight", {2, 2}), parameter("bn1.weight", {2}),
                              parameter("loss.weight", {3, 2})},
                             spec, 0);
  for (const auto& group : groups) QCOMPARE(group.learningRateScale, 1.0);
}

QTEST_GUILESS_MAIN(TestParameterGroups)
#include "test_parameter_groups.moc"
