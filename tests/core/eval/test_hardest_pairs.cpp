// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/hardest_pairs.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "core/base/random_stream.h"

using namespace lafs;

class TestHardestPairs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameAsBruteForceAtEveryThreshold() {
    RandomStream random({4, 9});
    std::vector<double> score;
    std::vector<bool> same;
    for (int i = 0; i < 20000; ++i) {
      same.push_back(random.chance(0.2));
      score.push_back(std::round((random.normal() + (same.back() ? 2 : 0)) * 200) / 200);
    }
    const HardestPairs hardest(score, same);
    for (const double threshold : {-1.0, 0.5, 1.235, 2.0, 9.0}) {
      std::vector<std::uint32_t> rejects, accepts;
      for (std::uint32_t i = 0; i < score.size(); ++i) {
        if (same[i] && score[i] < threshold) rejects.push_back(i);
        if (!same[i] && score[i] >= threshold) accepts.push_back(i);
      }
      std::stable_sort(rejects.begin(), rejects.end(),
                       [&](auto a, auto b) { return score[a] < score[b]; });
      std::stable_sort(accepts.begin(), accepts.end(),
                       [&](auto a, auto b) { return score[a] > score[b]; });
      QCOMPARE(hardest.falseRejects(threshold, score.size()), rejects);
      QCOMPARE(hardest.falseAccepts(threshold, score.size()), accepts);
      QCOMPARE(hardest.falseRejectCount(threshold), static_cast<std::int64_t>(rejects.size()));
      QCOMPARE(hardest.falseAcceptCount(threshold), static_cast<std::int64_t>(accepts.size()));
    }
  }

  void onlyTheBestImpostorsAreKept() {
    const HardestPairs hardest({0.1, 0.9, 0.5, 0.7, 0.3}, {false, false, false, false, true}, 2);
    QCOMPARE(hardest.falseAccepts(0, 10), (std::vector<std::uint32_t>{1, 3}));
    QCOMPARE(hardest.falseAccepts(0, 1), (std::vector<std::uint32_t>{1}));
    QCOMPARE(hardest.falseRejects(1, 10), (std::vector<std::uint32_t>{4}));
  }
};

QTEST_GUILESS_MAIN(TestHardestPairs)
#include "test_hardest_pairs.moc"
