// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/roc.h"

#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random_stream.h"

using namespace lafs;

class TestRoc : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void handMadeCurve() {
    const std::vector<double> scores = {0.9, 0.8, 0.7, 0.6, 0.5, 0.4};
    const std::vector<bool> same = {true, true, false, true, false, false};
    const Roc roc = rocCurve(scores, same);
    QCOMPARE(roc.genuine, 3);
    QCOMPARE(roc.impostor, 3);
    // (0.9: tp 1), (0.8: tp 2, a corner), (0.7: fp 1), (0.6: tp 3), (0.5 collinear), (0.4: end)
    QCOMPARE(roc.tar, (std::vector<double>{0, 1 / 3.0, 2 / 3.0, 2 / 3.0, 1, 1}));
    QCOMPARE(roc.far, (std::vector<double>{0, 0, 0, 1 / 3.0, 1 / 3.0, 1}));
    QVERIFY(std::isinf(roc.threshold[0]));
    QCOMPARE(roc.threshold[2], 0.8);
  }

  void tiesBecomeOnePoint() {
    const Roc roc = rocCurve({0.5, 0.5, 0.5, 0.5}, {true, false, true, false});
    QCOMPARE(roc.tar, (std::vector<double>{0, 1}));
    QCOMPARE(roc.far, (std::vector<double>{0, 1}));
  }

  void everyPointIsTheExactCount() {
    RandomStream random({11});
    std::vector<double> scores;
    std::vector<bool> same;
    for (int i = 0; i < 3000; ++i) {
      same.push_back(random.chance(0.3));
      scores.push_back(std::round((random.normal() + (same.back() ? 1 : 0)) * 50) / 50);
    }
    const Roc roc = rocCurve(scores, same);
    for (std::size_t p = 1; p < roc.far.size(); ++p) {
      double genuine = 0, impostor = 0;
      for (std::size_t i = 0; i < scores.size(); ++i) {
        if (scores[i] >= roc.threshold[p]) (same[i] ? genuine : impostor) += 1;
      }
      QCOMPARE(roc.tar[p], genuine / static_cast<double>(roc.genuine));
      QCOMPARE(roc.far[p], impostor / static_cast<double>(roc.impostor));
    }
  }

  void rulesDiffer() {
    // FAR moves 0 -> 0.5 -> 1; the target 0.4 is nearer to 0.5.
    const Roc roc = rocCurve({4, 3, 2, 1}, {true, false, true, false});
    const TarAtFar nearest = tarAtFar(roc, 0.4, TarRule::Nearest);
    QCOMPARE(nearest.far, 0.5);
    QCOMPARE(nearest.tar, 1.0);
    const TarAtFar floor = tarAtFar(roc, 0.4, TarRule::Floor);
    QCOMPARE(floor.far, 0.0);
    QCOMPARE(floor.tar, 0.5);
    QVERIFY(floor.belowFloor);
    // Between (0, 0.5) at threshold 4 and (0.5, 0.5) at threshold 3: TAR stays, the threshold
    // moves.
    const TarAtFar between = tarAtFar(roc, 0.4, TarRule::Interpolated);
    QCOMPARE(between.far, 0.4);
    QCOMPARE(between.tar, 0.5);
    QVERIFY(std::abs(between.threshold - 3.2) < 1e-12);
  }

  void interpolationFollowsTheLine() {
    // One group of ties takes the curve from (0, 0) to (0.5, 0.5) straight.
    const Roc roc = rocCurve({2, 2, 1, 1}, {true, false, true, false});
    QVERIFY(std::abs(tarAtFar(roc, 0.2, TarRule::Interpolated).tar - 0.2) < 1e-12);
    QCOMPARE(tarAtFar(roc, 0.2, TarRule::Floor).tar, 0.0);
    QCOMPARE(tarAtFar(roc, 0.2, TarRule::Nearest).tar, 0.0);
    QCOMPARE(tarAtFar(roc, 1.0, TarRule::Interpolated).tar, 1.0);
  }

  void ruleNamesAreReadBack() {
    for (const TarRule rule : kTarRules) QCOMPARE(tarRuleFromName(tarRuleName(rule)), rule);
  }

  void unlistedImpostorsCountInTheFar() {
    PairScores pairs;
    pairs.score = {4, 3, 2, 1};
    pairs.same = {true, false, true, false};
    pairs.first = pairs.second = {0, 0, 1, 1};
    pairs.units = 2;
    pairs.unlistedImpostors = {3, 5};
    const Roc roc = rocCurve(pairs);
    QCOMPARE(roc.impostor, 10);
    QCOMPARE(roc.far.back(), 0.2);
    QCOMPARE(tarAtFar(roc, 0.15, TarRule::Floor).tar, 1.0);
  }

  void badScoresAreUserErrors() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(rocCurve({0.1, nan}, {true, false}), UserError);
    QVERIFY_EXCEPTION_THROWN(rocCurve({0.1, 0.2}, {true, true}), UserError);
  }
};

QTEST_GUILESS_MAIN(TestRoc)
#include "test_roc.moc"
