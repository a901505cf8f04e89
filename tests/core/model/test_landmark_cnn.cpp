// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>

#include "core/model/face_model.h"
#include "core/model/frozen_landmark_cnn.h"
#include "core/model/ops/fused_ops.h"

#include <QTest>

using namespace lafs;

namespace {

/// BatchNorms as training leaves them, so that folding them has something to do.
void disturbNorms(torch::nn::Module& module) {
  torch::NoGradGuard noGrad;
  for (auto& [name, tensor] : stateDict(module)) {
    at::Tensor values = tensor;
    const bool isNorm = tensor.dim() == 1 && name.find("output_layer") == std::string::npos;
    if (name.find("running_var") != std::string::npos) {
      values.uniform_(0.5, 1.5);
    } else if (isNorm) {
      values.add_(torch::randn_like(values) * 0.1);
    }
  }
}

double largest(const at::Tensor& difference) {
  return difference.abs().max().item<double>();
}

}  // namespace

class TestLandmarkCnn : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { torch::manual_seed(3); }
  void shrinksByThirtyTwo();
  void minMaxSpansTheImage();
  void equalThetaGivesZeros();
  void minMaxGradientEqualsDifferences();
  void foldedEqualsEval_data();
  void foldedEqualsEval();
  void foldedIsACopy();
  void dropsFeaturesInTrainingOnly();
  void learnsEveryParameter();
  void startsOnAGridWhereAsked();
};

void TestLandmarkCnn::shrinksByThirtyTwo() {
  torch::NoGradGuard noGrad;
  LandmarkTrunk full(1.0), narrow(0.25);
  full->eval();
  narrow->eval();
  QCOMPARE(full->outputChannels, std::int64_t{160});
  QCOMPARE(narrow->outputChannels, std::int64_t{40});
  QVERIFY((full(torch::rand({1, 3, 112, 112})).sizes() == std::vector<std::int64_t>{1, 160, 4, 4}));
  QVERIFY((narrow(torch::rand({2, 3, 70, 70})).sizes() == std::vector<std::int64_t>{2, 40, 3, 3}));
  std::int64_t parameters = 0;
  for (const at::Tensor& parameter : full->parameters()) parameters += parameter.numel();
  QCOMPARE(parameters, std::int64_t{2809816});
}

void TestLandmarkCnn::minMaxSpansTheImage() {
  const at::Tensor theta = torch::tensor({{1.0, 3.0, -1.0, 2.0}, {10.0, 20.0, 30.0, 40.0}});
  const at::Tensor landmarks = minMaxLandmarks(theta, 112);
  const at::Tensor expected =
      torch::tensor({{{55.5, 111.0}, {0.0, 83.25}}, {{0.0, 37.0}, {74.0, 111.0}}});
  QVERIFY(largest(landmarks - expected) < 1e-4);
}

void TestLandmarkCnn::equalThetaGivesZeros() {
  at::Tensor theta = torch::full({2, 6}, 0.7f).requires_grad_(true);
  const at::Tensor landmarks = minMaxLandmarks(theta, 112);
  QVERIFY(landmarks.eq(0).all().item<bool>());
  landmarks.sum().backward();
  QVERIFY(theta.grad().isfinite().all().item<bool>());
}

void TestLandmarkCnn::minMaxGradientEqualsDifferences() {
  const at::Tensor start = torch::randn({3, 10}, torch::kDouble);
  const at::Tensor upstream = torch::randn({3, 5, 2}, torch::kDouble);
  const auto loss = [&](const at::Tensor& t) { return (minMaxLandmarks(t, 112) * upstream).sum(); };
  at::Tensor theta = start.clone().requires_grad_(true);
  loss(theta).backward();
  for (std::int64_t k = 0; k < start.numel(); ++k) {
    at::Tensor up = start.clone(), down = start.clone();
    up.view(-1)[k] += 1e-6;
    down.view(-1)[k] -= 1e-6;
    const double numeric = (loss(up) - loss(down)).item<double>() / 2e-6;
    QVERIFY(std::abs(theta.grad().view(-1)[k].item<double>() - numeric) < 1e-4);
  }
}

void TestLandmarkCnn::foldedEqualsEval_data() {
  QTest::addColumn<double>("width");
  QTest::addColumn<int>("side");
  QTest::newRow("paper") << 1.0 << 112;
  QTest::newRow("narrow") << 0.25 << 112;
  QTest::newRow("odd side") << 0.5 << 75;
}

void TestLandmarkCnn::foldedEqualsEval() {
  QFETCH(double, width);
  QFETCH(int, side);
  torch::NoGradGuard noGrad;
  ModelShape shape;
  shape.cnnWidth = width;
  shape.imageSize = side;
  shape.landmarks = 49;
  LandmarkCnn cnn(shape);
  disturbNorms(*cnn);
  cnn->eval();
  const at::Tensor image = torch::rand({2, 3, side, side}) * 2 - 1;
  const at::Tensor expected = cnn(image);
  QVERIFY((expected.sizes() == std::vector<std::int64_t>{2, 49, 2}));
  QVERIFY(largest(FrozenLandmarkCnn(cnn)(image) - expected) < 5e-3);
  QVERIFY(expected.amin().item<double>() == 0);
  QVERIFY(std::abs(expected.amax().item<double>() - (side - 1)) < 1e-4);
}

void TestLandmarkCnn::foldedIsACopy() {
  ModelShape shape;
  shape.cnnWidth = 0.25;
  LandmarkCnn cnn(shape);
  cnn->eval();
  const FrozenLandmarkCnn frozen(cnn);
  const at::Tensor image = torch::rand({1, 3, 112, 112});
  const at::Tensor before = frozen(image);
  {
    torch::NoGradGuard noGrad;
    for (at::Tensor& parameter : cnn->parameters()) parameter.add_(0.3);
  }
  QVERIFY(frozen(image).equal(before));
  QVERIFY(!before.requires_grad());
}

void TestLandmarkCnn::dropsFeaturesInTrainingOnly() {
  ModelShape shape;
  shape.cnnWidth = 0.25;
  LandmarkCnn cnn(shape);
  const at::Tensor image = torch::rand({2, 3, 112, 112});
  ops::beginNoiseStep(1, 1);
  const at::Tensor first = cnn->rawLandmarks(image);
  const at::Tensor second = cnn->rawLandmarks(image);
  QVERIFY(!first.equal(second));
  cnn->eval();
  QVERIFY(cnn->rawLandmarks(image).equal(cnn->rawLandmarks(image)));
}

void TestLandmarkCnn::learnsEveryParameter() {
  ModelShape shape;
  shape.cnnWidth = 0.25;
  LandmarkCnn cnn(shape);
  ops::beginNoiseStep(1, 1);
  (cnn(torch::rand({3, 3, 112, 112})) * torch::randn({3, 196, 2})).sum().backward();
  for (const auto& entry : cnn->named_parameters()) {
    QVERIFY2(entry.value().grad().defined() && entry.value().grad().isfinite().all().item<bool>(),
             entry.key().c_str());
  }
}

// Fresh landmarks lie in rows, each nearer to its own place than to the next one's, and still
// depend on the face.
void TestLandmarkCnn::startsOnAGridWhereAsked() {
  ModelSpec spec;
  spec.preset = "mini";
  spec.imageSize = 40;
  spec.landmarks = 24;  // 5 columns, 5 rows, the last one short
  spec.landmarkStart = "grid";
  LandmarkCnn cnn(resolveModel(spec));
  cnn->eval();
  const at::Tensor faces = torch::rand({3, 3, 40, 40}).set_requires_grad(true);
  const at::Tensor landmarks = cnn->forward(faces);
  const at::Tensor index = at::arange(24);
  const double step = 39.0 / 4;
  const at::Tensor places =
      at::stack({index.remainder(5), at::floor_divide(index, 5)}, 1).to(at::kFloat) * step;
  const double apart = (landmarks - places).abs().max().item<double>();
  QVERIFY2(apart < step / 2, qPrintable(QString::number(apart)));
  (landmarks * torch::randn({24, 2})).sum().backward();
  QVERIFY(faces.grad().abs().max().item<double>() > 0);
}

QTEST_GUILESS_MAIN(TestLandmarkCnn)
#include "test_landmark_cnn.moc"
