// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/class_head.h"

#include <torch/torch.h>

#include <QTest>
#include <set>

#include "core/train/row_gradient.h"

using lafs::MixedTarget;
using lafs::RandomStream;

namespace {

MixedTarget target() {
  return {at::tensor({3, 17, 3, 40}, at::kLong), at::tensor({40, 3, 17, 8}, at::kLong), 0.7};
}

std::set<std::int64_t> asSet(const at::Tensor& rows) {
  std::set<std::int64_t> result;
  for (std::int64_t i = 0; i < rows.numel(); ++i) result.insert(rows[i].item<std::int64_t>());
  return result;
}

}  // namespace

class TestClassHead : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cosinesAreOfUnitVectors();
  void startsXavierUniform();
  void sampleKeepsEveryPositive();
  void sampleIsAFunctionOfItsKey();
  void sampleReachesEveryClass();
  void sampledGradientIsTheDenseOneOnItsRows();
  void rowsOutsideTheSampleKeepTheirValues();
};

void TestClassHead::cosinesAreOfUnitVectors() {
  torch::manual_seed(1);
  lafs::ClassHead head(5, 3);
  const at::Tensor embedding = at::randn({2, 3});
  const lafs::ClassScores scores =
      head->forward(embedding, {at::tensor({0, 1}, at::kLong), {}, 1}, RandomStream(1));
  QCOMPARE(scores.cosine.size(1), 5);
  for (int b = 0; b < 2; ++b) {
    for (int c = 0; c < 5; ++c) {
      double dot = 0, first = 0, second = 0;
      for (int d = 0; d < 3; ++d) {
        const double e = embedding[b][d].item<double>();
        const double w = head->weight[c][d].item<double>();
        dot += e * w;
        first += e * e;
        second += w * w;
      }
      QVERIFY(std::abs(scores.cosine[b][c].item<double>() - dot / std::sqrt(first * second)) <
              1e-6);
    }
    QVERIFY(std::abs(scores.norms[b].item<double>() - embedding[b].norm().item<double>()) < 1e-6);
  }
}

void TestClassHead::startsXavierUniform() {
  torch::manual_seed(2);
  lafs::ClassHead head(300, 100);
  const double bound = std::sqrt(6.0 / 400);
  QVERIFY(head->weight.abs().max().item<double>() <= bound);
  QVERIFY(std::abs(head->weight.std().item<double>() - bound / std::sqrt(3.0)) < 0.002);
}

void TestClassHead::sampleKeepsEveryPositive() {
  lafs::ClassHead head(100, 4, 0.1);
  const at::Tensor rows = head->sampledRows(target(), RandomStream(5));
  QCOMPARE(rows.numel(), 10);
  const std::set<std::int64_t> chosen = asSet(rows);
  QCOMPARE(chosen.size(), std::size_t(10));
  for (std::int64_t positive : {3, 8, 17, 40}) QVERIFY(chosen.count(positive) == 1);
  // More positives than the share: all of them stay.
  lafs::ClassHead narrow(100, 4, 0.01);
  QCOMPARE(asSet(narrow->sampledRows(target(), RandomStream(5))),
           (std::set<std::int64_t>{3, 8, 17, 40}));
}

void TestClassHead::sampleIsAFunctionOfItsKey() {
  lafs::ClassHead head(100, 4, 0.2);
  const auto sample = [&](std::uint64_t key) {
    return asSet(head->sampledRows(target(), RandomStream(key)));
  };
  QCOMPARE(sample(7), sample(7));
  QVERIFY(sample(7) != sample(8));
}

void TestClassHead::sampleReachesEveryClass() {
  lafs::ClassHead head(100, 4, 0.3);
  std::vector<int> hits(100, 0);
  for (std::uint64_t key = 0; key < 400; ++key) {
    for (std::int64_t row : asSet(head->sampledRows(target(), RandomStream(key)))) ++hits[row];
  }
  // 26 of the 96 other classes a time: 108 of 400, standard deviation about 9.
  for (std::int64_t row = 0; row < 100; ++row) {
    const bool positive = row == 3 || row == 8 || row == 17 || row == 40;
    if (positive) {
      QCOMPARE(hits[row], 400);
    } else {
      QVERIFY2(hits[row] > 65 && hits[row] < 155, qPrintable(QString::number(hits[row])));
    }
  }
}

void TestClassHead::sampledGradientIsTheDenseOneOnItsRows() {
  torch::manual_seed(3);
  lafs::ClassHead sampled(50, 6, 0.4);
  const RandomStream random(11);
  const at::Tensor rows = sampled->sampledRows(target(), random);
  lafs::ClassHead dense(rows.numel(), 6);
  {
    at::NoGradGuard noGrad;
    dense->weight.copy_(lafs::takeRows(sampled->weight, rows));
  }
  const auto loss = lafs::makeMarginLoss("cosface", {});
  const auto run = [&](lafs::ClassHead& head, const MixedTarget& labels, at::Tensor embedding) {
    const lafs::ClassScores scores = head->forward(embedding, labels, random);
    const at::Tensor value = loss->loss(scores.cosine, scores.labels);
    value.backward();
    return value.item<double>();
  };
  at::Tensor first = at::randn({4, 6}).requires_grad_();
  at::Tensor second = first.detach().clone().requires_grad_();
  MixedTarget renumbered = target();
  renumbered.first = at::searchsorted(rows, renumbered.first);
  renumbered.second = at::searchsorted(rows, renumbered.second);
  QCOMPARE(run(sampled, target(), first), run(dense, renumbered, second));
  QVERIFY(at::allclose(first.grad(), second.grad()));
  QVERIFY(sampled->weight.grad().is_sparse());
  const lafs::RowGradient gradient = lafs::rowGradient(sampled->weight.grad());
  QVERIFY(at::equal(gradient.rows, rows));
  QVERIFY(at::allclose(gradient.values, dense->weight.grad()));
}

void TestClassHead::rowsOutsideTheSampleKeepTheirValues() {
  const at::Tensor whole = at::arange(20, at::kFloat).view({5, 4});
  const at::Tensor rows = at::tensor({1, 4}, at::kLong);
  const at::Tensor taken = lafs::takeRows(whole, rows);
  lafs::putRows(whole, rows, taken * 10);
  const at::Tensor expected = at::arange(20, at::kFloat).view({5, 4});
  expected[1] *= 10;
  expected[4] *= 10;
  QVERIFY(at::equal(whole, expected));
}

QTEST_GUILESS_MAIN(TestClassHead)
#include "test_class_head.moc"
