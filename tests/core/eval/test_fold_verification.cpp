// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/fold_verification.h"

#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random_stream.h"

using namespace lafs;

namespace {

struct Pairs {
  std::vector<double> distances;
  std::vector<bool> same;
};

Pairs overlapping(std::int64_t count) {
  RandomStream random({5, 7});
  Pairs pairs;
  for (std::int64_t i = 0; i < count; ++i) {
    const bool same = random.chance(0.5);
    pairs.same.push_back(same);
    pairs.distances.push_back(std::min(3.9, std::abs((same ? 1.0 : 2.0) + 0.6 * random.normal())));
  }
  return pairs;
}

/// The rule spelt out: every fold, every threshold, every pair.
std::vector<double> plainFoldAccuracies(const Pairs& pairs, std::int64_t folds) {
  const auto n = static_cast<std::int64_t>(pairs.same.size());
  std::vector<double> accuracies;
  std::int64_t begin = 0;
  for (std::int64_t f = 0; f < folds; ++f) {
    const std::int64_t end = begin + n / folds + (f < n % folds ? 1 : 0);
    double bestTrain = -1, accuracy = 0;
    for (int t = 0; t < 400; ++t) {
      double train = 0, test = 0;
      for (std::int64_t i = 0; i < n; ++i) {
        const bool right = (pairs.distances[i] < t * 0.01) == pairs.same[i];
        (i >= begin && i < end ? test : train) += right;
      }
      if (train > bestTrain) {
        bestTrain = train;
        accuracy = test / static_cast<double>(end - begin);
      }
    }
    accuracies.push_back(accuracy);
    begin = end;
  }
  return accuracies;
}

}  // namespace

class TestFoldVerification : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void separatedPairsAreAllRight() {
    Pairs pairs;
    for (int i = 0; i < 40; ++i) {
      pairs.same.push_back(i % 2 == 0);
      pairs.distances.push_back(i % 2 == 0 ? 0.5 : 3.0005);
    }
    const FoldAccuracy result = foldAccuracy(pairs.distances, pairs.same);
    QCOMPARE(result.meanAccuracy, 1.0);
    QCOMPARE(result.stdAccuracy, 0.0);
    // 0.50 does not accept a distance of 0.5 (strictly below), 0.51 is the first that does.
    QVERIFY(std::abs(result.meanThreshold - 0.51) < 1e-12);
    const FoldTar tar = foldTarAtFar(pairs.distances, pairs.same, 0.01);
    QCOMPARE(tar.tar, 1.0);
    QCOMPARE(tar.far, 0.0);
  }

  void agreesWithThePlainLoops() {
    const Pairs pairs = overlapping(307);
    const std::vector<double> expected = plainFoldAccuracies(pairs, 10);
    const FoldAccuracy result = foldAccuracy(pairs.distances, pairs.same);
    QCOMPARE(result.accuracy.size(), expected.size());
    for (std::size_t f = 0; f < expected.size(); ++f) {
      QVERIFY(std::abs(result.accuracy[f] - expected[f]) < 1e-12);
    }
    // The first 7 of 10 folds have 31 pairs, the others 30; each is judged by its own threshold.
    for (std::size_t i = 0; i < result.right.size(); ++i) {
      const std::size_t fold = i < 217 ? i / 31 : 7 + (i - 217) / 30;
      QCOMPARE(bool(result.right[i]),
               (pairs.distances[i] < result.bestThreshold[fold]) == pairs.same[i]);
    }
  }

  void farTargetIsRoughlyMet() {
    const Pairs pairs = overlapping(20000);
    for (double target : {0.1, 0.01}) {
      const FoldTar result = foldTarAtFar(pairs.distances, pairs.same, target);
      QVERIFY2(std::abs(result.far - target) < 0.15 * target + 0.002,
               qPrintable(QString::number(result.far)));
    }
  }

  void unreachableFarGivesThresholdZero() {
    // Every impostor is at the grid's end or beyond: no threshold accepts one.
    const std::vector<double> distances = {0.1, 4.0, 0.1, 4.0};
    const std::vector<bool> same = {true, false, true, false};
    const FoldTar result = foldTarAtFar(distances, same, 0.1, 2);
    QCOMPARE(result.tar, 0.0);
    QCOMPARE(result.far, 0.0);
  }

  void tooFewPairsAreAUserError() {
    QVERIFY_EXCEPTION_THROWN(foldAccuracy({0.1, 0.2}, {true, false}, 10), UserError);
  }
};

QTEST_GUILESS_MAIN(TestFoldVerification)
#include "test_fold_verification.moc"
