// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/bootstrap.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/eval/tar_resampler.h"
#include "tests/core/eval/simulated_scores.h"

using namespace lafs;

namespace {

constexpr std::size_t kLanes = ReplicateWeights::kLanes;

double weightOf(const PairScores& pairs, const ReplicateWeights& weights, std::size_t pair,
                std::size_t lane) {
  const double a = weights.row(pairs.first[pair])[lane];
  return pairs.first[pair] == pairs.second[pair] ? a : a * weights.row(pairs.second[pair])[lane];
}

/// A weighted ROC spelt out: (FAR, TAR) at every distinct score, by counting all pairs each time.
std::vector<std::pair<double, double>> plainCurve(const PairScores& pairs,
                                                  const ReplicateWeights& weights,
                                                  std::size_t lane) {
  std::vector<double> thresholds = pairs.score;
  std::sort(thresholds.begin(), thresholds.end(), std::greater<>());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  std::vector<std::pair<double, double>> curve = {{0, 0}};
  for (const double threshold : thresholds) {
    double accepted[2] = {}, all[2] = {};
    for (std::size_t i = 0; i < pairs.score.size(); ++i) {
      const double weight = weightOf(pairs, weights, i, lane);
      all[pairs.same[i]] += weight;
      if (pairs.score[i] >= threshold) accepted[pairs.same[i]] += weight;
    }
    for (std::uint32_t unit = 0; unit < pairs.unlistedImpostors.size(); ++unit) {
      all[0] += static_cast<double>(pairs.unlistedImpostors[unit]) * weights.row(unit)[lane];
    }
    curve.emplace_back(accepted[0] / all[0], accepted[1] / all[1]);
  }
  return curve;
}

double plainTar(const std::vector<std::pair<double, double>>& curve, double target, TarRule rule) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve[i].first <= target) last = i;
  }
  if (rule == TarRule::Floor || last + 1 == curve.size()) return curve[last].second;
  if (rule == TarRule::Interpolated) {
    const double share = (target - curve[last].first) / (curve[last + 1].first - curve[last].first);
    return curve[last].second + share * (curve[last + 1].second - curve[last].second);
  }
  double best = std::numeric_limits<double>::infinity(), tar = 0;
  for (const auto& [far, one] : curve) {
    // Largest TAR among equally near ones; distances that differ by rounding are equal.
    if (std::abs(far - target) <= best + 1e-12) tar = one;
    best = std::min(best, std::abs(far - target));
  }
  return tar;
}

/// Scores with many ties, pairs within one unit and across, of both kinds.
PairScores tangledPairs(std::uint64_t seed) {
  RandomStream random({seed, 5});
  PairScores pairs;
  pairs.units = 12;
  for (int i = 0; i < 1500; ++i) {
    const bool same = random.chance(0.3);
    pairs.same.push_back(same);
    pairs.score.push_back(std::round((random.normal() + (same ? 1.5 : 0)) * 12) / 12);
    pairs.first.push_back(static_cast<std::uint32_t>(random.below(12)));
    pairs.second.push_back(random.chance(0.2) ? pairs.first.back()
                                              : static_cast<std::uint32_t>(random.below(12)));
  }
  return pairs;
}

}  // namespace

class TestBootstrap : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void replicatesAreTheWeightedCurves_data() {
    QTest::addColumn<int>("unlisted");
    QTest::newRow("all pairs listed") << 0;
    QTest::newRow("impostors that are only counted") << 300;
  }

  void replicatesAreTheWeightedCurves() {
    QFETCH(int, unlisted);
    PairScores pairs = tangledPairs(3);
    if (unlisted > 0) {
      pairs.unlistedImpostors.assign(static_cast<std::size_t>(pairs.units), unlisted);
    }
    const TarResampler resampler(pairs);
    const ReplicateWeights weights(pairs.units, 8, 2);
    const std::vector<double> targets = {0.003, 0.02, 0.1};
    for (const TarRule rule : kTarRules) {
      const std::vector<double> tars = resampler.tars(weights, targets, rule);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const auto curve = plainCurve(pairs, weights, lane);
        for (std::size_t t = 0; t < targets.size(); ++t) {
          const double expected = plainTar(curve, targets[t], rule);
          QVERIFY2(std::abs(tars[t * kLanes + lane] - expected) < 1e-12,
                   qPrintable(QString("%1 lane %2 target %3: %4, plain %5")
                                  .arg(tarRuleName(rule))
                                  .arg(lane)
                                  .arg(targets[t])
                                  .arg(tars[t * kLanes + lane])
                                  .arg(expected)));
        }
      }
    }
  }

  void aReplicateDrawsAsManyUnitsAsThereAre() {
    const ReplicateWeights weights(500, 4, 0);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      int drawn = 0, missing = 0;
      for (std::uint32_t unit = 0; unit < 500; ++unit) {
        drawn += weights.row(unit)[lane];
        missing += weights.row(unit)[lane] == 0;
      }
      QCOMPARE(drawn, 500);
      QVERIFY(missing > 140 && missing < 230);  // 500 / e = 184
    }
  }

  void theSameSeedGivesTheSameInterval() {
    const PairScores pairs = test::simulatedPairs({60, 4, 0.3, 0.5, 2.5}, 1);
    const Roc roc = rocCurve(pairs);
    BootstrapOptions options;
    options.replicates = 100;
    const auto once = tarEstimates(pairs, roc, {0.1}, TarRule::Floor, options);
    const auto again = tarEstimates(pairs, roc, {0.1}, TarRule::Floor, options);
    QCOMPARE(once[0].interval->low, again[0].interval->low);
    QCOMPARE(once[0].interval->high, again[0].interval->high);
    options.seed = 2;
    const auto other = tarEstimates(pairs, roc, {0.1}, TarRule::Floor, options);
    QVERIFY(other[0].interval->low != once[0].interval->low);
    QVERIFY(once[0].interval->low < once[0].point.tar);
    QVERIFY(once[0].interval->high > once[0].point.tar);
  }

  void belowTheFloorThereIsNoInterval() {
    const PairScores pairs = test::simulatedPairs({40, 3, 0, 0, 2.5}, 1);  // 780 impostor pairs
    const auto estimates = tarEstimates(pairs, rocCurve(pairs), {0.012, 0.013}, TarRule::Nearest);
    QVERIFY(estimates[0].point.belowFloor);
    QVERIFY(!estimates[0].interval.has_value());
    QVERIFY(!estimates[1].point.belowFloor);
    QVERIFY(estimates[1].interval.has_value());
    const auto differences = tarDifferences(pairs, pairs, {0.012}, TarRule::Nearest);
    QVERIFY(!differences[0].interval.has_value() && !differences[0].p.has_value());
  }

  void aPerfectRunIsNoPoint() {
    PairScores pairs;
    pairs.units = 20;
    for (std::uint32_t unit = 0; unit < 20; ++unit) {
      for (int side = 0; side < 2; ++side) {
        pairs.score.push_back(side == 0 ? 1 : 0);
        pairs.same.push_back(side == 0);
        pairs.first.push_back(unit);
        pairs.second.push_back(side == 0 ? unit : (unit + 1) % 20);
      }
    }
    const auto estimate = tarEstimates(pairs, rocCurve(pairs), {0.5}, TarRule::Floor)[0];
    QCOMPARE(estimate.point.tar, 1.0);
    QCOMPARE(estimate.interval->high, 1.0);
    QVERIFY(estimate.interval->low > 0.7 && estimate.interval->low < 0.9);
  }

  void sharedDifficultyCancelsBetweenRuns() {
    // Run B is run A with every genuine pair a little better: each interval alone is far wider than
    // the difference.
    const PairScores a = test::simulatedPairs({80, 4, 0.3, 0.7, 2.0}, 2);
    PairScores b = a;
    for (std::size_t i = 0; i < b.score.size(); ++i) {
      if (b.same[i]) b.score[i] += 0.2;
    }
    const RunDifference same = tarDifferences(a, a, {0.05}, TarRule::Floor)[0];
    QCOMPARE(same.difference(), 0.0);
    QCOMPARE(*same.p, 1.0);
    const RunDifference better = tarDifferences(a, b, {0.05}, TarRule::Floor)[0];
    QVERIFY(better.difference() > 0 && better.interval->low > 0);
    QVERIFY(*better.p < 1e-3);
    const auto alone = tarEstimates(a, rocCurve(a), {0.05}, TarRule::Floor)[0];
    QVERIFY(better.interval->high - better.interval->low <
            0.7 * (alone.interval->high - alone.interval->low));
  }

  void otherPairsAreRefused() {
    const PairScores a = test::simulatedPairs({20, 2, 0, 0, 2}, 2);
    PairScores b = a;
    b.same[0] = !b.same[0];
    QVERIFY_EXCEPTION_THROWN(tarDifferences(a, b, {0.1}, TarRule::Floor), UserError);
  }

  void independentPairsGiveTheBinomialInterval() {
    // Each pair is its own unit: the variance is p (1 - p) / n, and so it must be when each pair
    // joins two units of its own.
    constexpr std::uint32_t kPairs = 2000;
    std::vector<bool> right;
    std::vector<std::uint32_t> own, left, other;
    RandomStream random({13});
    for (std::uint32_t i = 0; i < kPairs; ++i) {
      right.push_back(random.chance(0.9));
      own.push_back(i);
      left.push_back(2 * i);
      other.push_back(2 * i + 1);
    }
    const ShareEstimate alone = shareEstimate(right, own, own, kPairs);
    const ShareEstimate joined = shareEstimate(right, left, other, 2 * kPairs);
    const double half = 1.96 * std::sqrt(alone.value * (1 - alone.value) / kPairs);
    for (const ShareEstimate& one : {alone, joined}) {
      const double width = one.interval.high - one.interval.low;
      QVERIFY2(std::abs(width / (2 * half) - 1) < 0.12, qPrintable(QString::number(width)));
    }
  }
};

QTEST_GUILESS_MAIN(TestBootstrap)
#include "test_bootstrap.moc"
