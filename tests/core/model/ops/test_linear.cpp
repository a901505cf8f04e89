// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <QTest>

#include "core/model/ops/fused_ops.h"
#include "tests/core/model/ops/op_check.h"

using lafs::test::difference;
using Tensors = std::vector<at::Tensor>;

class TestLinear : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsPlainExpression_data();
  void equalsPlainExpression();
  void givesFloatGradientsOfBfloat16Products();
  void leavesOutTheInputsGradient();
  void refusesAnInputThatDoesNotFit();
};

void TestLinear::equalsPlainExpression_data() {
  QTest::addColumn<bool>("bfloat16");
  QTest::addColumn<bool>("bias");
  QTest::addColumn<bool>("narrowInput");
  QTest::newRow("float32") << false << true << false;
  QTest::newRow("float32 without bias") << false << false << false;
  QTest::newRow("bfloat16") << true << true << false;
  QTest::newRow("bfloat16 without bias") << true << false << false;
  QTest::newRow("bfloat16 input") << true << true << true;
}

void TestLinear::equalsPlainExpression() {
  QFETCH(bool, bfloat16);
  QFETCH(bool, bias);
  QFETCH(bool, narrowInput);
  at::manual_seed(3);
  Tensors inputs = {at::randn({3, 19, 37}), at::randn({29, 37}).mul(0.2)};
  if (narrowInput) inputs[0] = inputs[0].to(at::kBFloat16);
  if (bias) inputs.push_back(at::randn({29}));
  const std::string off = difference(
      [=](const Tensors& t) {
        return lafs::ops::linear(t[0], t[1], bias ? t[2] : at::Tensor(), bfloat16);
      },
      [=](const Tensors& t) {
        return lafs::ops::linearPlain(t[0], t[1], bias ? t[2] : at::Tensor(), bfloat16);
      },
      inputs, bfloat16 ? 1.5e-2 : 2e-6);
  QVERIFY2(off.empty(), off.c_str());
}

void TestLinear::givesFloatGradientsOfBfloat16Products() {
  const at::Tensor weight = at::randn({5, 8}).requires_grad_(true);
  const at::Tensor x = at::randn({600, 8});
  const at::Tensor y = lafs::ops::linear(x, weight, at::Tensor(), true);
  QCOMPARE(y.scalar_type(), at::kBFloat16);
  const at::Tensor dWeight = torch::autograd::grad({y.to(at::kFloat).sum()}, {weight}).front();
  const at::Tensor expected = x.to(at::kBFloat16).to(at::kDouble).sum(0).expand({5, 8});
  QVERIFY(lafs::test::deviation(dWeight, expected) < 1e-5);
}

void TestLinear::leavesOutTheInputsGradient() {
  const at::Tensor weight = at::randn({5, 8}).requires_grad_(true);
  const at::Tensor x = at::randn({6, 8});
  const at::Tensor y = lafs::ops::linear(x, weight, at::Tensor(), false);
  QVERIFY(lafs::test::deviation(torch::autograd::grad({y.sum()}, {weight}).front(),
                                x.sum(0).expand({5, 8})) < 1e-5);
}

void TestLinear::refusesAnInputThatDoesNotFit() {
  QVERIFY_EXCEPTION_THROWN(
      lafs::ops::linear(at::ones({2, 7}), at::ones({5, 8}), at::Tensor(), false), c10::Error);
}

QTEST_GUILESS_MAIN(TestLinear)
#include "test_linear.moc"
