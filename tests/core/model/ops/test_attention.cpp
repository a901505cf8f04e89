// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTest>
#include <cmath>

#include "core/model/ops/fused_ops.h"
#include "tests/core/model/ops/op_check.h"

using lafs::test::difference;
using Tensors = std::vector<at::Tensor>;

class TestAttention : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsPlainExpression_data();
  void equalsPlainExpression();
  void weighsByTheSoftmax();
  void takesLargeScores();
  void doesNotDependOnThreads();
};

void TestAttention::equalsPlainExpression_data() {
  QTest::addColumn<int>("batch");
  QTest::addColumn<int>("tokens");
  QTest::addColumn<int>("heads");
  QTest::addColumn<int>("headDim");
  QTest::addColumn<bool>("bfloat16");
  QTest::addColumn<int>("queries");
  for (const bool bfloat16 : {false, true}) {
    const char* type = bfloat16 ? "bfloat16" : "float32";
    QTest::addRow("full view %s", type) << 2 << 197 << 3 << 64 << bfloat16 << 0;
    QTest::addRow("subset view %s", type) << 3 << 37 << 2 << 64 << bfloat16 << 0;
    QTest::addRow("several blocks %s", type) << 1 << 451 << 2 << 16 << bfloat16 << 0;
    QTest::addRow("odd sizes %s", type) << 2 << 9 << 5 << 7 << bfloat16 << 0;
    QTest::addRow("class token asks %s", type) << 3 << 37 << 2 << 16 << bfloat16 << 1;
    QTest::addRow("some ask %s", type) << 2 << 300 << 2 << 16 << bfloat16 << 260;
    QTest::addRow("one token %s", type) << 2 << 1 << 1 << 8 << bfloat16 << 0;
  }
}

void TestAttention::equalsPlainExpression() {
  QFETCH(int, batch);
  QFETCH(int, tokens);
  QFETCH(int, heads);
  QFETCH(int, headDim);
  QFETCH(bool, bfloat16);
  QFETCH(int, queries);
  at::manual_seed(13);
  const at::Tensor values = at::randn({batch, tokens, 3 * heads * headDim});
  const double scale = 0.3;
  // The plain expression always gets float32 of what is stored: bfloat16 products of its own would
  // round more than the operation under test.
  const at::Tensor qkv = values.to(bfloat16 ? at::kBFloat16 : at::kFloat);
  const std::string off = difference(
      [=](const Tensors& t) { return lafs::ops::attention(t[0], heads, scale, queries); },
      [=](const Tensors& t) {
        return lafs::ops::attentionPlain(t[0].to(at::kFloat), heads, scale, queries)
            .to(t[0].scalar_type());
      },
      {qkv}, bfloat16 ? 1.5e-2 : 1e-5);
  QVERIFY2(off.empty(), off.c_str());
}

void TestAttention::weighsByTheSoftmax() {
  // One head of one number: scores are q·k·scale, by hand.
  const at::Tensor qkv = at::tensor({1.0f, 2.0f, 10.0f, -1.0f, 3.0f, 20.0f}).view({1, 2, 3});
  const at::Tensor out = lafs::ops::attention(qkv, 1, 0.5);
  const double first = std::exp(1.0) / (std::exp(1.0) + std::exp(1.5));
  const double second = std::exp(-1.0) / (std::exp(-1.0) + std::exp(-1.5));
  QVERIFY(std::abs(out[0][0][0].item<double>() - (10 * first + 20 * (1 - first))) < 1e-5);
  QVERIFY(std::abs(out[0][1][0].item<double>() - (10 * second + 20 * (1 - second))) < 1e-5);
}

void TestAttention::takesLargeScores() {
  const at::Tensor qkv = at::randn({1, 20, 48}).mul(60);
  const at::Tensor out = lafs::ops::attention(qkv, 2, 1.0);
  QVERIFY(out.isfinite().all().item<bool>());
  QVERIFY(lafs::test::deviation(out, lafs::ops::attentionPlain(qkv, 2, 1.0)) < 1e-4);
}

void TestAttention::doesNotDependOnThreads() {
  const at::Tensor qkv = at::randn({3, 40, 96});
  const int before = at::get_num_threads();
  std::vector<Tensors> results;
  for (const int threads : {1, 3}) {
    at::set_num_threads(threads);
    results.push_back(lafs::test::evaluate(
        [](const Tensors& t) { return lafs::ops::attention(t[0], 4, 0.2); }, {qkv}));
  }
  at::set_num_threads(before);
  QVERIFY(at::equal(results[0][0], results[1][0]));
  QVERIFY(at::equal(results[0][1], results[1][1]));
}

QTEST_GUILESS_MAIN(TestAttention)
#include "test_attention.moc"
