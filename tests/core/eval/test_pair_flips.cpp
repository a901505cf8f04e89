// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <random>
#include <set>

#include "core/eval/pair_flips.h"

using lafs::PairFlips;

namespace {

struct Scores {
  std::vector<double> score;
  std::vector<bool> same;
};

/// Scores on a coarse grid, so that many are equal to each other and to the thresholds.
Scores simulated(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise;
  Scores all;
  for (std::size_t i = 0; i < count; ++i) {
    all.same.push_back(random() % 3 == 0);
    all.score.push_back(std::round(100 * (noise(random) + (all.same.back() ? 2 : 0))) / 100);
  }
  return all;
}

bool wrong(double score, double threshold, bool same) {
  return same ? score < threshold : score >= threshold;
}

}  // namespace

class TestPairFlips : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void findsWhatARunFixesAndBreaks() {
    const Scores a = simulated(20000, 5);
    Scores b = simulated(20000, 6);
    b.same = a.same;
    const PairFlips flips = lafs::pairFlips(a.score, 0.9, b.score, 1.1, a.same);
    std::set<std::uint32_t> fixed;
    std::set<std::uint32_t> broken;
    for (std::uint32_t i = 0; i < a.same.size(); ++i) {
      const bool wrongA = wrong(a.score[i], 0.9, a.same[i]);
      const bool wrongB = wrong(b.score[i], 1.1, a.same[i]);
      if (wrongA && !wrongB) fixed.insert(i);
      if (wrongB && !wrongA) broken.insert(i);
    }
    QCOMPARE(std::set<std::uint32_t>(flips.fixed.begin(), flips.fixed.end()), fixed);
    QCOMPARE(std::set<std::uint32_t>(flips.broken.begin(), flips.broken.end()), broken);
    const auto margin = [&](std::size_t i) { return std::abs(a.score[flips.fixed[i]] - 0.9); };
    for (std::size_t i = 1; i < flips.fixed.size(); ++i) QVERIFY(margin(i - 1) >= margin(i));
  }
};

QTEST_GUILESS_MAIN(TestPairFlips)
#include "test_pair_flips.moc"
