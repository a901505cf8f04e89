// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/landmark_loss.h"

#include <torch/torch.h>

#include <QTest>
#include <cmath>

#include "core/base/error.h"

using lafs::LandmarkLoss;

class TestLandmarkLoss : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void meanSquareMatchesPlainLoops();
  void normMatchesPlainLoops();
  void equalLandmarksGiveNoNaN();
  void targetGetsNoGradient();
  void refusesUnknownNames();
};

namespace {

constexpr std::int64_t kSide = 57;  // another side than the paper's

at::Tensor points(std::uint64_t seed) {
  torch::manual_seed(seed);
  return at::rand({3, 7, 2}, at::kDouble) * (kSide - 1);
}

}  // namespace

void TestLandmarkLoss::meanSquareMatchesPlainLoops() {
  const at::Tensor a = points(1), b = points(2);
  double sum = 0;
  for (int i = 0; i < a.numel(); ++i) {
    const double d = (a.flatten()[i].item<double>() - b.flatten()[i].item<double>()) / (kSide - 1);
    sum += d * d;
  }
  const double got = lafs::landmarkLoss(a, b, LandmarkLoss::MeanSquare, kSide).item<double>();
  QVERIFY(std::abs(got - sum / a.numel()) < 1e-12);
}

void TestLandmarkLoss::normMatchesPlainLoops() {
  const at::Tensor a = points(1), b = points(2);
  double mean = 0;
  for (int image = 0; image < 3; ++image) {
    double sum = 0;
    for (int i = 0; i < 14; ++i) {
      const double d =
          (a[image].flatten()[i].item<double>() - b[image].flatten()[i].item<double>()) /
          (kSide - 1);
      sum += d * d;
    }
    mean += std::sqrt(sum) / 3;
  }
  const double got = lafs::landmarkLoss(a, b, LandmarkLoss::L2Norm, kSide).item<double>();
  QVERIFY(std::abs(got - mean) < 1e-12);
}

void TestLandmarkLoss::equalLandmarksGiveNoNaN() {
  for (LandmarkLoss kind : {LandmarkLoss::MeanSquare, LandmarkLoss::L2Norm}) {
    at::Tensor a = points(1).requires_grad_();
    lafs::landmarkLoss(a, a.detach(), kind, kSide).backward();
    QVERIFY(at::equal(a.grad(), at::zeros_like(a)));
  }
}

void TestLandmarkLoss::targetGetsNoGradient() {
  at::Tensor a = points(1).requires_grad_(), b = points(2).requires_grad_();
  lafs::landmarkLoss(a, b, LandmarkLoss::MeanSquare, kSide).backward();
  QVERIFY(a.grad().defined());
  QVERIFY(!b.grad().defined());
}

void TestLandmarkLoss::refusesUnknownNames() {
  QCOMPARE(lafs::landmarkLossFromName("l2norm"), LandmarkLoss::L2Norm);
  QVERIFY_EXCEPTION_THROWN(lafs::landmarkLossFromName("l1"), lafs::UserError);
}

QTEST_GUILESS_MAIN(TestLandmarkLoss)
#include "test_landmark_loss.moc"
