// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTest>
#include <cmath>

#include "core/model/ops/fused_ops.h"
#include "core/model/ops/noise.h"
#include "tests/core/model/ops/op_check.h"

using lafs::test::difference;
using Tensors = std::vector<at::Tensor>;

class TestElementwiseOps : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void geluIsTheErrorFunctionsGelu();
  void equalsPlainExpression_data();
  void equalsPlainExpression();
  void residualEqualsPlainExpression_data();
  void residualEqualsPlainExpression();
  void dropsAtTheAskedRate_data();
  void dropsAtTheAskedRate();
  void dropsWholeSamplesAtTheAskedRate();
  void masksDifferFromCallToCallAndStepToStep();
  void masksDoNotDependOnThreads();
  void neighboursAreIndependent();
  void keepsNaN();
  void evaluationDropsNothingAndTakesNoKey();
  void refusesProbabilityOne();
};

void TestElementwiseOps::init() {
  at::manual_seed(7);
  lafs::ops::beginNoiseStep(11, 3);
}

void TestElementwiseOps::geluIsTheErrorFunctionsGelu() {
  const at::Tensor x = at::linspace(-12, 12, 4801);
  const at::Tensor y = lafs::ops::geluDropout(x, 0, true);
  double worst = 0;
  for (int i = 0; i < x.numel(); ++i) {
    const double value = x[i].item<float>();
    const double expected = 0.5 * value * std::erfc(-value / std::sqrt(2.0));
    worst = std::max(worst, std::abs(y[i].item<float>() - expected) / (1 + std::abs(value)));
  }
  QVERIFY2(worst < 3e-7, qPrintable(QString::number(worst)));
}

void TestElementwiseOps::equalsPlainExpression_data() {
  QTest::addColumn<double>("p");
  QTest::addColumn<bool>("bfloat16");
  for (const double p : {0.0, 0.1, 0.5}) {
    for (const bool bfloat16 : {false, true}) {
      QTest::addRow("p %g %s", p, bfloat16 ? "bfloat16" : "float32") << p << bfloat16;
    }
  }
}

void TestElementwiseOps::equalsPlainExpression() {
  QFETCH(double, p);
  QFETCH(bool, bfloat16);
  const at::Tensor x = at::randn({3, 17, 23}).mul(2).to(bfloat16 ? at::kBFloat16 : at::kFloat);
  const std::uint64_t key = lafs::ops::nextNoiseKey();
  const auto withSameKey = [&](auto operation) {
    return [=](const Tensors& inputs) {
      lafs::ops::beginNoiseStep(11, 3);
      return operation(inputs[0]);
    };
  };
  const double tolerance = bfloat16 ? 1.2e-2 : 2e-6;
  const std::string gelu = difference(
      withSameKey([=](const at::Tensor& t) { return lafs::ops::geluDropout(t, p, true); }),
      [=](const Tensors& t) { return lafs::ops::geluDropoutPlain(t[0], p, true, key); }, {x},
      tolerance);
  QVERIFY2(gelu.empty(), gelu.c_str());
  const std::string dropout = difference(
      withSameKey([=](const at::Tensor& t) { return lafs::ops::hashDropout(t, p, true); }),
      [=](const Tensors& t) { return lafs::ops::hashDropoutPlain(t[0], p, true, key); }, {x},
      tolerance);
  QVERIFY2(dropout.empty(), dropout.c_str());
}

void TestElementwiseOps::residualEqualsPlainExpression_data() {
  QTest::addColumn<double>("p");
  QTest::addColumn<double>("pathP");
  QTest::addColumn<bool>("bfloat16");
  for (const bool bfloat16 : {false, true}) {
    QTest::addRow("nothing %d", bfloat16) << 0.0 << 0.0 << bfloat16;
    QTest::addRow("dropout %d", bfloat16) << 0.3 << 0.0 << bfloat16;
    QTest::addRow("path %d", bfloat16) << 0.0 << 0.4 << bfloat16;
    QTest::addRow("both %d", bfloat16) << 0.1 << 0.4 << bfloat16;
  }
}

void TestElementwiseOps::residualEqualsPlainExpression() {
  QFETCH(double, p);
  QFETCH(double, pathP);
  QFETCH(bool, bfloat16);
  const at::Tensor residual = at::randn({9, 5, 13});
  const at::Tensor x = at::randn({9, 5, 13}).to(bfloat16 ? at::kBFloat16 : at::kFloat);
  const std::uint64_t key = lafs::ops::nextNoiseKey();
  const std::string off = difference(
      [=](const Tensors& t) {
        lafs::ops::beginNoiseStep(11, 3);
        return lafs::ops::residualDropPath(t[0], t[1], p, pathP, true);
      },
      [=](const Tensors& t) {
        return lafs::ops::residualDropPathPlain(t[0], t[1], p, pathP, true, key);
      },
      {residual, x}, bfloat16 ? 4e-3 : 1e-6);
  QVERIFY2(off.empty(), off.c_str());
}

void TestElementwiseOps::dropsAtTheAskedRate_data() {
  QTest::addColumn<double>("p");
  QTest::newRow("tenth") << 0.1;
  QTest::newRow("half") << 0.5;
  QTest::newRow("most") << 0.9;
}

void TestElementwiseOps::dropsAtTheAskedRate() {
  QFETCH(double, p);
  const std::int64_t count = 1 << 20;
  const at::Tensor y = lafs::ops::hashDropout(at::ones({count}), p, true);
  const double dropped = y.eq(0).sum().item<double>() / static_cast<double>(count);
  const double deviation = std::sqrt(p * (1 - p) / static_cast<double>(count));
  QVERIFY2(std::abs(dropped - p) < 4 * deviation, qPrintable(QString::number(dropped)));
  QVERIFY(std::abs(y.max().item<double>() - 1 / (1 - p)) < 1e-5 / (1 - p));
}

void TestElementwiseOps::dropsWholeSamplesAtTheAskedRate() {
  const std::int64_t samples = 4000;
  const at::Tensor x = at::ones({samples, 2, 3});
  const at::Tensor y = lafs::ops::residualDropPath(at::zeros_like(x), x, 0, 0.1, true);
  const at::Tensor rows = y.view({samples, 6});
  QVERIFY(at::equal(std::get<0>(rows.max(1)), std::get<0>(rows.min(1))));
  const double dropped = rows.select(1, 0).eq(0).sum().item<double>() / samples;
  QVERIFY2(std::abs(dropped - 0.1) < 4 * std::sqrt(0.09 / samples),
           qPrintable(QString::number(dropped)));
}

void TestElementwiseOps::masksDifferFromCallToCallAndStepToStep() {
  const at::Tensor x = at::ones({10000});
  const at::Tensor first = lafs::ops::hashDropout(x, 0.5, true);
  const at::Tensor second = lafs::ops::hashDropout(x, 0.5, true);
  lafs::ops::beginNoiseStep(11, 4);
  const at::Tensor next = lafs::ops::hashDropout(x, 0.5, true);
  lafs::ops::beginNoiseStep(11, 3);
  QVERIFY(at::equal(lafs::ops::hashDropout(x, 0.5, true), first));
  for (const at::Tensor& other : {second, next}) {
    const double agree = first.eq(other).to(at::kDouble).mean().item<double>();
    QVERIFY2(std::abs(agree - 0.5) < 0.02, qPrintable(QString::number(agree)));
  }
}

void TestElementwiseOps::masksDoNotDependOnThreads() {
  const at::Tensor x = at::randn({7, 31, 1031});
  std::vector<at::Tensor> results;
  const int before = at::get_num_threads();
  for (const int threads : {1, 3}) {
    at::set_num_threads(threads);
    lafs::ops::beginNoiseStep(11, 3);
    results.push_back(lafs::ops::geluDropout(x, 0.1, true));
    results.push_back(lafs::ops::residualDropPath(x, x, 0.1, 0.1, true));
  }
  at::set_num_threads(before);
  QVERIFY(at::equal(results[0], results[2]));
  QVERIFY(at::equal(results[1], results[3]));
}

void TestElementwiseOps::neighboursAreIndependent() {
  const std::int64_t count = 1 << 20;
  const at::Tensor kept = lafs::ops::hashDropout(at::ones({count}), 0.5, true).gt(0);
  for (const std::int64_t lag : {1, 2, 64, 512, 2560}) {
    const at::Tensor same = kept.narrow(0, 0, count - lag).eq(kept.narrow(0, lag, count - lag));
    const double share = same.to(at::kDouble).mean().item<double>();
    QVERIFY2(std::abs(share - 0.5) < 0.0025, qPrintable(QString("%1: %2").arg(lag).arg(share)));
  }
}

void TestElementwiseOps::keepsNaN() {
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    const at::Tensor x = at::full({40}, std::nan("")).to(type);
    QVERIFY(lafs::ops::geluDropout(x, 0, true).isnan().all().item<bool>());
  }
}

void TestElementwiseOps::evaluationDropsNothingAndTakesNoKey() {
  const at::Tensor x = at::randn({4, 5, 6});
  QVERIFY(at::equal(lafs::ops::hashDropout(x, 0.5, false), x));
  QVERIFY(at::equal(lafs::ops::residualDropPath(x, x, 0.5, 0.5, false), x + x));
  QVERIFY(at::allclose(lafs::ops::geluDropout(x, 0.5, false), at::gelu(x), 1e-5, 1e-6));
  const std::uint64_t key = lafs::ops::nextNoiseKey();
  lafs::ops::beginNoiseStep(11, 3);
  QCOMPARE(lafs::ops::nextNoiseKey(), key);
}

void TestElementwiseOps::refusesProbabilityOne() {
  QVERIFY_EXCEPTION_THROWN(lafs::ops::hashDropout(at::ones({4}), 1.0, true), c10::Error);
}

QTEST_GUILESS_MAIN(TestElementwiseOps)
#include "test_elementwise_ops.moc"
