// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <QTest>

#include "core/model/ops/fused_ops.h"
#include "tests/core/model/ops/op_check.h"

using lafs::test::difference;
using Tensors = std::vector<at::Tensor>;

class TestWeightNormLinear : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsPlainExpression_data();
  void equalsPlainExpression();
  void frozenFactorsGetNoGradient();
  void doesNotChangeTheGradientItIsGiven();
};

void TestWeightNormLinear::equalsPlainExpression_data() {
  QTest::addColumn<bool>("bfloat16");
  QTest::newRow("float32") << false;
  QTest::newRow("bfloat16") << true;
}

void TestWeightNormLinear::equalsPlainExpression() {
  QFETCH(bool, bfloat16);
  at::manual_seed(5);
  const Tensors inputs = {at::randn({11, 24}), at::randn({333, 24}), at::rand({333, 1}).add(0.5)};
  const std::string off = difference(
      [=](const Tensors& t) { return lafs::ops::weightNormLinear(t[0], t[1], t[2], bfloat16); },
      [=](const Tensors& t) {
        return lafs::ops::weightNormLinearPlain(t[0], t[1], t[2], bfloat16);
      },
      inputs, bfloat16 ? 2e-2 : 3e-6);
  QVERIFY2(off.empty(), off.c_str());
}

void TestWeightNormLinear::frozenFactorsGetNoGradient() {
  const at::Tensor x = at::randn({4, 6});
  const at::Tensor v = at::randn({9, 6}).requires_grad_(true);
  const at::Tensor g = at::ones({9, 1});
  const at::Tensor y = lafs::ops::weightNormLinear(x, v, g, false);
  const at::Tensor dv = torch::autograd::grad({y.sum()}, {v}).front();
  // Moving v along itself changes nothing: the gradient is orthogonal to it.
  QVERIFY((dv * v).sum(1).abs().max().item<double>() < 1e-5);
  QVERIFY(!g.grad().defined());
}

void TestWeightNormLinear::doesNotChangeTheGradientItIsGiven() {
  const at::Tensor x = at::randn({4, 6}).requires_grad_(true);
  const at::Tensor v = at::randn({9, 6}).requires_grad_(true);
  const at::Tensor upstream = at::randn({4, 9});
  const at::Tensor before = upstream.clone();
  const at::Tensor y = lafs::ops::weightNormLinear(x, v, at::ones({9, 1}), false);
  torch::autograd::grad({y}, {x, v}, {upstream});
  QVERIFY(at::equal(upstream, before));
}

QTEST_GUILESS_MAIN(TestWeightNormLinear)
#include "test_weight_norm_linear.moc"
