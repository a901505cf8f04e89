// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/error.h"
#include "core/config/model_shape.h"

using namespace lafs;

namespace {

ModelShape shapeOf(const char* preset, const char* head = "fc") {
  ModelSpec spec;
  spec.preset = preset;
  spec.resnetHead = head;
  return resolveModel(spec);
}

std::int64_t parametersOf(const ModelShape& shape) {
  std::int64_t sum = 0;
  for (const LayerCost& layer : layerCosts(shape)) sum += layer.parameters;
  return sum;
}

std::int64_t multiplyAddsOf(const ModelShape& shape) {
  std::int64_t sum = 0;
  for (const LayerCost& layer : layerCosts(shape)) sum += layer.multiplyAdds;
  return sum;
}

std::vector<std::string> placesOf(const ModelSpec& spec) {
  std::vector<std::string> places;
  try {
    resolveModel(spec);
  } catch (const UserError& error) {
    for (const Problem& problem : error.problems()) places.push_back(problem.where);
  }
  return places;
}

}  // namespace

class TestModelShape : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsParameters_data();
  void countsParameters();
  void countsMultiplyAddsAsThePaper();
  void countsAttentionApart();
  void followsTheFeatureMaps();
  void scalesChannelsByMobileNetsRule();
  void takesSizesThatReplaceThePresets();
  void refusesSizesThatDoNotFit();
  void namesTheNearestPreset();
};

void TestModelShape::countsParameters_data() {
  QTest::addColumn<QString>("preset");
  QTest::addColumn<QString>("head");
  QTest::addColumn<qint64>("parameters");
  QTest::newRow("part-fvit-tiny") << "part-fvit-tiny"
                                  << "fc" << qint64{15280736};
  QTest::newRow("part-fvit-b") << "part-fvit-b"
                               << "fc" << qint64{66955616};
  QTest::newRow("fvit-tiny") << "fvit-tiny"
                             << "fc" << qint64{12407808};
  QTest::newRow("fvit-b") << "fvit-b"
                          << "fc" << qint64{64082688};
  QTest::newRow("iresnet-100") << "iresnet-100"
                               << "fc" << qint64{65156160};
  QTest::newRow("iresnet-100 pool") << "iresnet-100"
                                    << "avgpool" << qint64{52310592};
  // InsightFace's published models of these depths.
  QTest::newRow("iresnet-18") << "iresnet-18"
                              << "fc" << qint64{24025600};
  QTest::newRow("iresnet-50") << "iresnet-50"
                              << "fc" << qint64{43590848};
}

void TestModelShape::countsParameters() {
  QFETCH(QString, preset);
  QFETCH(QString, head);
  QFETCH(qint64, parameters);
  const ModelShape shape = shapeOf(preset.toUtf8().constData(), head.toUtf8().constData());
  QCOMPARE(qint64{parametersOf(shape)}, parameters);
}

void TestModelShape::countsMultiplyAddsAsThePaper() {
  QCOMPARE(qRound(multiplyAddsOf(shapeOf("part-fvit-tiny")) / 1e6), 2477);
  QCOMPARE(qRound(multiplyAddsOf(shapeOf("part-fvit-b")) / 1e6), 12635);
  QCOMPARE(qRound(multiplyAddsOf(shapeOf("iresnet-100")) / 1e8), 121);
  std::int64_t trunk = 0;
  for (const LayerCost& layer : layerCosts(shapeOf("part-fvit-tiny"))) {
    if (layer.name.rfind("stn.", 0) == 0) trunk += layer.parameters;
  }
  QCOMPARE(trunk, std::int64_t{2809816});
}

void TestModelShape::countsAttentionApart() {
  QCOMPARE(attentionMultiplyAdds(shapeOf("part-fvit-tiny")), std::int64_t{2 * 197 * 197 * 704 * 3});
  QCOMPARE(qRound(attentionMultiplyAdds(shapeOf("part-fvit-b")) / 1e6), 656);
  QCOMPARE(attentionMultiplyAdds(shapeOf("iresnet-50")), std::int64_t{0});
}

void TestModelShape::followsTheFeatureMaps() {
  const std::vector<LayerCost> layers = layerCosts(shapeOf("part-fvit-tiny"));
  QCOMPARE(layers.at(0).output, std::string("16x56x56"));
  QCOMPARE(layers.at(4).output, std::string("40x14x14"));
  QCOMPARE(layers.at(15).output, std::string("160x4x4"));
  QCOMPARE(layers.at(16).output, std::string("196x2"));
  QCOMPARE(layers.back().output, std::string("512"));
}

void TestModelShape::scalesChannelsByMobileNetsRule() {
  for (std::int64_t channels : {16, 24, 40, 72, 112, 184, 672, 960}) {
    QCOMPARE(scaledChannels(channels, 1), channels);
  }
  QCOMPARE(scaledChannels(16, 0.25), std::int64_t{8});
  QCOMPARE(scaledChannels(72, 0.25), std::int64_t{24});   // 18 -> 16 is below 90 %
  QCOMPARE(scaledChannels(184, 0.25), std::int64_t{48});  // 46 -> 48
  QCOMPARE(scaledChannels(160, 0.75), std::int64_t{120});
}

void TestModelShape::takesSizesThatReplaceThePresets() {
  ModelSpec spec;
  spec.preset = "fvit-tiny";
  spec.imageSize = 96;
  spec.patchSize = 16;
  spec.dim = 64;
  spec.depth = 2;
  const ModelShape shape = resolveModel(spec);
  QCOMPARE(shape.landmarks, std::int64_t{36});
  QCOMPARE(shape.patchValues(), std::int64_t{768});
  QCOMPARE(shape.heads, std::int64_t{11});
  const std::int64_t block = 2 * 2 * 64 + 64 * 2112 + 704 * 64 + 64 + 64 * 2560 * 2 + 2560 + 64;
  QCOMPARE(parametersOf(shape), 768 * 64 + 64 + 64 + 37 * 64 + 2 * block + 2 * 64);
}

void TestModelShape::refusesSizesThatDoNotFit() {
  ModelSpec grid;
  grid.preset = "fvit-tiny";
  grid.imageSize = 100;
  QCOMPARE(placesOf(grid), std::vector<std::string>{"model.patch_size"});
  grid.imageSize = 0;
  grid.landmarks = 100;
  grid.cnnWidth = 0.5;
  QCOMPARE(placesOf(grid), (std::vector<std::string>{"model.cnn_width", "model.landmarks"}));
  ModelSpec convolutional;
  convolutional.preset = "iresnet-18";
  convolutional.depth = 3;
  convolutional.heads = 2;
  QCOMPARE(placesOf(convolutional), (std::vector<std::string>{"model.depth", "model.heads"}));
  ModelSpec odd;
  odd.patchSize = 7;
  QCOMPARE(placesOf(odd), std::vector<std::string>{"model.patch_size"});
}

void TestModelShape::namesTheNearestPreset() {
  try {
    shapeOf("part-fvit-tinny");
    QFAIL("accepted an unknown preset");
  } catch (const UserError& error) {
    QCOMPARE(error.problems().at(0).remedy, std::string("did you mean part-fvit-tiny?"));
  }
}

QTEST_GUILESS_MAIN(TestModelShape)
#include "test_model_shape.moc"
