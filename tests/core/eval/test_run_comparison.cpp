// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_comparison.h"

#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/eval/fold_verification.h"
#include "core/eval/roc.h"

using namespace lafs;

namespace {

/// 400 pairs of 100 people; run B adds noise of its own to what both runs see.
ScoreFile scoresOf(double noise, std::uint64_t seed) {
  RandomStream shared({1}), own({seed});
  ScoreFile file;
  file.protocol = "made";
  file.unitKind = "identity";
  file.units = 100;
  for (std::uint32_t item = 0; item < 200; ++item) {
    file.items.push_back({"item " + std::to_string(item), "", item / 2});
  }
  for (std::uint32_t k = 0; k < 400; ++k) {
    const bool same = k % 2 == 0;
    const std::uint32_t person = k / 2 % 100;
    file.same.push_back(same);
    file.first.push_back(2 * person);
    file.second.push_back(same ? 2 * person + 1 : (2 * person + 3) % 200);
    file.score.push_back((same ? 0.5 : 0.1) + 0.15 * shared.normal() + noise * own.normal());
  }
  return file;
}

}  // namespace

class TestRunComparison : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void changesAreThePairsJudgedDifferently() {
    const ScoreFile a = scoresOf(0, 2), b = scoresOf(0.1, 3);
    const auto comparisons = compareRuns(a, b, 10, {0.1}, TarRule::Floor);
    QCOMPARE(comparisons.size(), std::size_t{2});
    const MeasureComparison& accuracy = comparisons[0];
    std::vector<std::vector<bool>> right;
    for (const ScoreFile* file : {&a, &b}) {
      std::vector<double> distances;
      for (const double score : file->score) distances.push_back(2 - 2 * score);
      right.push_back(foldAccuracy(distances, file->same).right);
    }
    std::vector<std::uint32_t> fixed, broken;
    for (std::uint32_t k = 0; k < 400; ++k) {
      if (!right[0][k] && right[1][k]) fixed.push_back(k);
      if (right[0][k] && !right[1][k]) broken.push_back(k);
    }
    QVERIFY(!fixed.empty() && !broken.empty());
    QCOMPARE(accuracy.fixed, fixed);
    QCOMPARE(accuracy.broken, broken);
    QCOMPARE(accuracy.pairs.fixed, static_cast<std::int64_t>(fixed.size()));
    QVERIFY(std::abs(accuracy.difference.difference() -
                     (static_cast<double>(fixed.size()) - static_cast<double>(broken.size())) /
                         400) < 1e-12);
    const MeasureComparison& tar = comparisons[1];
    QCOMPARE(tar.pairs.fixed + tar.pairs.broken + tar.pairs.bothRight + tar.pairs.bothWrong, 200);
    QVERIFY(std::abs(tar.difference.difference() -
                     static_cast<double>(tar.pairs.fixed - tar.pairs.broken) / 200) < 1e-12);
    QVERIFY(tar.difference.interval.has_value());
  }

  void aRunDoesNotDifferFromItself() {
    const ScoreFile a = scoresOf(0, 2);
    for (const MeasureComparison& one : compareRuns(a, a, 10, {0.1, 0.01}, TarRule::Nearest)) {
      QVERIFY(one.fixed.empty() && one.broken.empty());
      QCOMPARE(one.pairs.p, 1.0);
      QCOMPARE(one.belowFloor, one.far == 0.01);  // 200 impostor pairs
      QCOMPARE(one.difference.p.has_value(), !one.belowFloor);
    }
  }

  void aWorseRunIsFoundOut() {
    const auto comparisons =
        compareRuns(scoresOf(0, 2), scoresOf(0.5, 3), 10, {0.1}, TarRule::Interpolated);
    for (const MeasureComparison& one : comparisons) {
      QVERIFY(one.difference.difference() < 0);
      QVERIFY(one.difference.interval->high < 0);
      QVERIFY(*one.difference.p < 0.001 && one.pairs.p < 0.001);
    }
  }

  void otherPairsAreRefused() {
    ScoreFile b = scoresOf(0, 2);
    b.second[3] = 9;
    QVERIFY_EXCEPTION_THROWN(compareRuns(scoresOf(0, 2), b, 10, {0.1}, TarRule::Floor), UserError);
  }
};

QTEST_GUILESS_MAIN(TestRunComparison)
#include "test_run_comparison.moc"
