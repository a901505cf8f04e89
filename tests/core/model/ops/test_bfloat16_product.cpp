// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <QTest>

#include "core/model/ops/bfloat16_product.h"
#include "core/model/ops/cpu_level.h"
#include "tests/core/model/ops/op_check.h"

/// oneDNN multiplies bfloat16 on every CPU with AVX-512, if slowly where there is no unit for it:
/// the path that training takes on newer CPUs can be checked there.
class TestBfloat16Product : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void equalsProductInDouble_data();
  void equalsProductInDouble();
};

void TestBfloat16Product::initTestCase() {
  if (lafs::ops::cpuLevel() != lafs::ops::CpuLevel::Avx512) {
    QSKIP("NOT CHECKED: products of bfloat16 numbers need a CPU with AVX-512");
  }
}

void TestBfloat16Product::equalsProductInDouble_data() {
  QTest::addColumn<bool>("transposeA");
  QTest::addColumn<bool>("transposeB");
  QTest::addColumn<bool>("bias");
  QTest::addColumn<bool>("floatResult");
  for (const bool a : {false, true}) {
    for (const bool b : {false, true}) {
      for (const bool wide : {false, true}) {
        QTest::addRow("%s%s %s", a ? "t" : "n", b ? "t" : "n", wide ? "float32" : "bfloat16")
            << a << b << false << wide;
        QTest::addRow("%s%s %s bias", a ? "t" : "n", b ? "t" : "n", wide ? "float32" : "bfloat16")
            << a << b << true << wide;
      }
    }
  }
}

void TestBfloat16Product::equalsProductInDouble() {
  QFETCH(bool, transposeA);
  QFETCH(bool, transposeB);
  QFETCH(bool, bias);
  QFETCH(bool, floatResult);
  const std::int64_t rows = 37, columns = 51, inner = 70;
  at::manual_seed(17);
  const auto matrix = [](std::int64_t r, std::int64_t c, bool transposed) {
    const at::Tensor values = transposed ? at::randn({c, r}) : at::randn({r, c});
    return values.to(at::kBFloat16);
  };
  const at::Tensor a = matrix(rows, inner, transposeA);
  const at::Tensor b = matrix(inner, columns, transposeB);
  const at::Tensor offset = at::randn({columns});
  at::Tensor c = at::empty({rows, columns}, floatResult ? at::kFloat : at::kBFloat16);
  lafs::ops::Bfloat16Product job;
  job.rows = rows;
  job.columns = columns;
  job.inner = inner;
  job.a = a.data_ptr();
  job.b = b.data_ptr();
  job.bias = bias ? offset.data_ptr<float>() : nullptr;
  job.c = c.data_ptr();
  job.transposeA = transposeA;
  job.transposeB = transposeB;
  job.floatResult = floatResult;
  lafs::ops::run(job);

  const at::Tensor left = transposeA ? a.t() : a, right = transposeB ? b.t() : b;
  at::Tensor expected = at::mm(left.to(at::kDouble), right.to(at::kDouble));
  if (bias) expected = expected + offset.to(at::kDouble);
  const double off = lafs::test::deviation(c, expected);
  QVERIFY2(off < (floatResult ? 1e-5 : 4e-3), qPrintable(QString::number(off)));
}

QTEST_GUILESS_MAIN(TestBfloat16Product)
#include "test_bfloat16_product.moc"
