// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTest>

#include "core/model/ops/fused_ops.h"
#include "tests/core/model/ops/op_check.h"

using lafs::test::difference;
using Tensors = std::vector<at::Tensor>;

class TestLayerNorm : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsPlainExpression_data();
  void equalsPlainExpression();
  void equalsLibTorchsOwn();
  void gradientsDoNotDependOnThreads();
};

void TestLayerNorm::equalsPlainExpression_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<bool>("bfloat16");
  for (const int width : {5, 64, 515}) {
    QTest::addRow("%d float32", width) << width << false;
    QTest::addRow("%d bfloat16", width) << width << true;
  }
}

void TestLayerNorm::equalsPlainExpression() {
  QFETCH(int, width);
  QFETCH(bool, bfloat16);
  at::manual_seed(9);
  const Tensors inputs = {at::randn({7, 41, width}).mul(3).add(1), at::randn({width}),
                          at::randn({width})};
  const std::string off = difference(
      [=](const Tensors& t) { return lafs::ops::layerNorm(t[0], t[1], t[2], 1e-5, bfloat16); },
      [=](const Tensors& t) { return lafs::ops::layerNormPlain(t[0], t[1], t[2], 1e-5, bfloat16); },
      inputs, bfloat16 ? 1.2e-2 : 5e-6);
  QVERIFY2(off.empty(), off.c_str());
}

void TestLayerNorm::equalsLibTorchsOwn() {
  const at::Tensor x = at::randn({3, 96}), weight = at::randn({96}), bias = at::randn({96});
  QVERIFY(lafs::test::deviation(lafs::ops::layerNorm(x, weight, bias, 1e-5, false),
                                at::layer_norm(x, {96}, weight, bias, 1e-5)) < 2e-6);
}

void TestLayerNorm::gradientsDoNotDependOnThreads() {
  const Tensors inputs = {at::randn({40, 50, 32}), at::randn({32}), at::randn({32})};
  const int before = at::get_num_threads();
  std::vector<Tensors> results;
  for (const int threads : {1, 3}) {
    at::set_num_threads(threads);
    results.push_back(lafs::test::evaluate(
        [](const Tensors& t) { return lafs::ops::layerNorm(t[0], t[1], t[2], 1e-5, false); },
        inputs));
  }
  at::set_num_threads(before);
  for (std::size_t i = 0; i < results[0].size(); ++i) {
    QVERIFY(at::equal(results[0][i], results[1][i]));
  }
}

QTEST_GUILESS_MAIN(TestLayerNorm)
#include "test_layer_norm.moc"
