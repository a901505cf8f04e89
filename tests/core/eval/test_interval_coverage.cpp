// SPDX-License-Identifier: GPL-3.0-or-later
// How often the 95 % interval of TAR@FAR covers a TAR that is known in closed form.
#include <QTest>
#include <boost/math/distributions/normal.hpp>

#include "core/eval/bootstrap.h"
#include "core/eval/distributions.h"
#include "tests/core/eval/simulated_scores.h"

using namespace lafs;

namespace {

constexpr int kDraws = 1000;

/// TAR of the whole population at the threshold that gives it that FAR.
double trueTar(const test::ScorePopulation& population, double far) {
  const double threshold = normalQuantile(1 - far);
  return boost::math::cdf(boost::math::normal(), population.distance - threshold);
}

}  // namespace

class TestIntervalCoverage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void nineteenOfTwentyIntervalsCover_data() {
    QTest::addColumn<int>("identities");
    QTest::addColumn<double>("impostorEffect");
    QTest::addColumn<double>("genuineEffect");
    QTest::addColumn<double>("most");
    QTest::newRow("100 identities that differ") << 100 << 0.3 << 0.6 << 0.97;
    QTest::newRow("60 identities that differ") << 60 << 0.25 << 0.5 << 0.97;
    // Where identities make no difference, intervals over identities are on the safe side.
    QTest::newRow("100 identities alike") << 100 << 0.0 << 0.0 << 0.99;
  }

  void nineteenOfTwentyIntervalsCover() {
    QFETCH(int, identities);
    QFETCH(double, impostorEffect);
    QFETCH(double, genuineEffect);
    QFETCH(double, most);
    const test::ScorePopulation population{identities, 5, impostorEffect, genuineEffect, 2.5};
    const std::vector<double> targets = {0.1, 0.03, 0.01};
    BootstrapOptions options;
    options.replicates = 256;
    std::vector<int> covered(targets.size(), 0);
    for (int draw = 0; draw < kDraws; ++draw) {
      const PairScores pairs = test::simulatedPairs(population, static_cast<std::uint64_t>(draw));
      const auto estimates =
          tarEstimates(pairs, rocCurve(pairs), targets, TarRule::Interpolated, options);
      for (std::size_t t = 0; t < targets.size(); ++t) {
        const double truth = trueTar(population, targets[t]);
        covered[t] += estimates[t].interval->low <= truth && truth <= estimates[t].interval->high;
      }
    }
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const double share = covered[t] / static_cast<double>(kDraws);
      const QString line =
          QString("FAR %1: %2 of %3 intervals cover").arg(targets[t]).arg(covered[t]).arg(kDraws);
      qInfo("%s", qPrintable(line));
      QVERIFY2(share >= 0.93 && share <= most, qPrintable(line));
    }
  }
};

QTEST_GUILESS_MAIN(TestIntervalCoverage)
#include "test_interval_coverage.moc"
