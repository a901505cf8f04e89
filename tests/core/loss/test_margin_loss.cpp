// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/margin_loss.h"

#include <torch/torch.h>

#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/loss/margin_heads.h"

using lafs::MixedTarget;

namespace {

constexpr double kScale = 64;

at::Tensor cosines() {
  return at::tensor({0.9, -0.3, 0.2, 0.05, 0.6, -0.8}, at::kDouble).view({2, 3});
}

at::Tensor labels(std::int64_t first, std::int64_t second) {
  return at::tensor({first, second}, at::kLong);
}

/// -log softmax of `target` over a row of logits, by plain sums.
double crossEntropy(const std::vector<double>& logits, std::size_t target) {
  double sum = 0;
  for (double value : logits) sum += std::exp(value - logits[target]);
  return std::log(sum);
}

bool near(double got, double expected, double tolerance = 1e-9) {
  return std::abs(got - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

}  // namespace

class TestMarginLoss : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cosFaceMatchesThePlainFormula();
  void cosFaceWeightsItsMarginByTheSoftLabel();
  void mixingAClassWithItselfIsHard();
  void arcFaceAddsTheAngle();
  void arcFacePassesTheGradientStraightThrough();
  void differentiableArcFaceHasTheAnglesDerivative();
  void adaFaceFollowsTheEmbeddingsLength();
  void adaFaceRemembersItsStatistics();
  void hardMarginsTakeMixedLabelsAsTwoLosses();
  void softLabelsSumToOne();
  void namesEveryLossItKnows();
};

void TestMarginLoss::cosFaceMatchesThePlainFormula() {
  lafs::CosFaceLoss loss({kScale, 0.4});
  const double got = loss.loss(cosines(), MixedTarget{labels(0, 1), {}, 1}).item<double>();
  const double first = crossEntropy({kScale * (0.9 - 0.4), kScale * -0.3, kScale * 0.2}, 0);
  const double second = crossEntropy({kScale * 0.05, kScale * (0.6 - 0.4), kScale * -0.8}, 1);
  QVERIFY(near(got, (first + second) / 2));
}

void TestMarginLoss::cosFaceWeightsItsMarginByTheSoftLabel() {
  lafs::CosFaceLoss loss({kScale, 0.4});
  const MixedTarget target{labels(0, 1), labels(2, 0), 0.7};
  const double got = loss.loss(cosines(), target).item<double>();
  const std::vector<double> a = {kScale * (0.9 - 0.28), kScale * -0.3, kScale * (0.2 - 0.12)};
  const std::vector<double> b = {kScale * (0.05 - 0.12), kScale * (0.6 - 0.28), kScale * -0.8};
  const double expected = (0.7 * crossEntropy(a, 0) + 0.3 * crossEntropy(a, 2) +
                           0.7 * crossEntropy(b, 1) + 0.3 * crossEntropy(b, 0)) /
                          2;
  QVERIFY(near(got, expected));
}

void TestMarginLoss::mixingAClassWithItselfIsHard() {
  lafs::CosFaceLoss loss({kScale, 0.4});
  const double mixed =
      loss.loss(cosines(), MixedTarget{labels(0, 1), labels(0, 1), 0.3}).item<double>();
  const double hard = loss.loss(cosines(), MixedTarget{labels(0, 1), {}, 1}).item<double>();
  QVERIFY(near(mixed, hard));
}

void TestMarginLoss::arcFaceAddsTheAngle() {
  for (const char* name : {"arcface", "arcface_differentiable"}) {
    const auto loss = lafs::makeMarginLoss(name, {kScale, 0.5});
    const at::Tensor logits = loss->logits(cosines(), labels(0, 1));
    QVERIFY(near(logits[0][0].item<double>(), kScale * std::cos(std::acos(0.9) + 0.5)));
    QVERIFY(near(logits[1][1].item<double>(), kScale * std::cos(std::acos(0.6) + 0.5)));
    QVERIFY(near(logits[0][1].item<double>(), kScale * -0.3));
  }
}

void TestMarginLoss::arcFacePassesTheGradientStraightThrough() {
  const auto loss = lafs::makeMarginLoss("arcface", {kScale, 0.5});
  at::Tensor cosine = cosines().requires_grad_();
  loss->logits(cosine, labels(0, 1)).sum().backward();
  QVERIFY(at::allclose(cosine.grad(), at::full_like(cosine, kScale)));
}

void TestMarginLoss::differentiableArcFaceHasTheAnglesDerivative() {
  const auto loss = lafs::makeMarginLoss("arcface_differentiable", {kScale, 0.5});
  at::Tensor cosine = cosines().requires_grad_();
  loss->logits(cosine, labels(0, 1)).sum().backward();
  const double theta = std::acos(0.9);
  const double expected = kScale * std::sin(theta + 0.5) / std::sin(theta);
  QVERIFY(near(cosine.grad()[0][0].item<double>(), expected));
  QVERIFY(near(cosine.grad()[0][2].item<double>(), kScale));
}

void TestMarginLoss::adaFaceFollowsTheEmbeddingsLength() {
  lafs::MarginOptions options{kScale, 0.4};
  options.statisticsMomentum = 1;
  lafs::AdaFaceLoss loss(options);
  loss.observe(at::tensor({10.0, 30.0}, at::kDouble));
  const at::Tensor logits = loss.logits(cosines(), labels(0, 1));
  const double deviation = std::sqrt(200.0);
  for (int row : {0, 1}) {
    const double norm = row == 0 ? 10 : 30;
    const double cosine = row == 0 ? 0.9 : 0.6;
    const double k = 0.333 * (norm - 20) / (deviation + 1e-3);
    const double expected = kScale * (std::cos(std::acos(cosine) - 0.4 * k) - (0.4 + 0.4 * k));
    QVERIFY(near(logits[row][row].item<double>(), expected, 1e-5));
  }
}

void TestMarginLoss::adaFaceRemembersItsStatistics() {
  lafs::AdaFaceLoss loss({kScale, 0.4});
  const at::Tensor statistics = loss.state().at("adaface.statistics");
  loss.observe(at::tensor({10.0, 30.0, 200.0}, at::kDouble));  // 200 counts as 100
  const double mean = (10 + 30 + 100) / 3.0;
  QVERIFY(near(statistics[0].item<double>(), 0.01 * mean + 0.99 * 20, 1e-6));
  const double deviation = std::sqrt(
      ((10 - mean) * (10 - mean) + (30 - mean) * (30 - mean) + (100 - mean) * (100 - mean)) / 2);
  QVERIFY(near(statistics[1].item<double>(), 0.01 * deviation + 0.99 * 100, 1e-6));
  const double before = statistics[1].item<double>();
  loss.observe(at::tensor({10.0}, at::kDouble));  // one sample has no deviation
  QCOMPARE(statistics[1].item<double>(), before);
}

void TestMarginLoss::hardMarginsTakeMixedLabelsAsTwoLosses() {
  const auto loss = lafs::makeMarginLoss("arcface", {kScale, 0.5});
  const auto hard = [&](const at::Tensor& which) {
    return loss->loss(cosines(), MixedTarget{which, {}, 1}).item<double>();
  };
  const double mixed =
      loss->loss(cosines(), MixedTarget{labels(0, 1), labels(1, 0), 0.6}).item<double>();
  QVERIFY(near(mixed, 0.6 * hard(labels(0, 1)) + 0.4 * hard(labels(1, 0))));
}

void TestMarginLoss::softLabelsSumToOne() {
  const at::Tensor soft = lafs::softLabels({labels(0, 1), labels(1, 1), 0.75}, 4);
  const at::Tensor expected =
      at::tensor({0.75f, 0.25f, 0.0f, 0.0f, 0.0f, 1.0f, 0.0f, 0.0f}).view({2, 4});
  QVERIFY(at::allclose(soft, expected));
}

void TestMarginLoss::namesEveryLossItKnows() {
  for (const std::string& name : lafs::marginLosses()) {
    QVERIFY(lafs::makeMarginLoss(name, {}) != nullptr);
  }
  try {
    lafs::makeMarginLoss("cosfase", {});
    QFAIL("an unknown name must be refused");
  } catch (const lafs::UserError& error) {
    QVERIFY(std::string(error.what()).find("cosface") != std::string::npos);
  }
}

QTEST_GUILESS_MAIN(TestMarginLoss)
#include "test_margin_loss.moc"
