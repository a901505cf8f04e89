// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/student_interval.h"

#include <QTest>
#include <cmath>

#include "core/base/random_stream.h"
#include "core/eval/distributions.h"

using namespace lafs;

namespace {

bool near(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance;
}

/// Two-sided p of Student's t by the trapezoidal rule over the density, far into the tail.
double integratedP(double t, double degrees) {
  const double scale = std::exp(std::lgamma((degrees + 1) / 2) - std::lgamma(degrees / 2)) /
                       std::sqrt(degrees * M_PI);
  const auto density = [&](double x) {
    return scale * std::pow(1 + x * x / degrees, -(degrees + 1) / 2);
  };
  constexpr int kSteps = 200000;
  double inside = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double a = t * i / kSteps, b = t * (i + 1) / kSteps;
    inside += 0.5 * (density(a) + density(b)) * (b - a);
  }
  return 1 - 2 * inside;
}

}  // namespace

class TestStudentInterval : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void quantilesAreThoseOfThePrintedTables() {
    QVERIFY(near(studentQuantile(0.975, 2), 4.303, 5e-4));
    QVERIFY(near(studentQuantile(0.975, 4), 2.776, 5e-4));
    QVERIFY(near(studentQuantile(0.975, 30), 2.042, 5e-4));
    QVERIFY(near(normalQuantile(0.975), 1.95996, 5e-6));
  }

  void tailsAreTheIntegralOfTheDensity() {
    for (const double degrees : {1.0, 3.5, 9.0, 40.0}) {
      for (const double t : {0.2, 1.0, 2.7}) {
        QVERIFY(near(studentTwoSidedP(t, degrees), integratedP(t, degrees), 1e-8));
      }
    }
  }

  void threeSeedsByHand() {
    const SeedMean mean = seedMean({90.0, 91.0, 92.0});
    QCOMPARE(mean.mean, 91.0);
    QCOMPARE(mean.deviation, 1.0);
    QVERIFY(mean.interval.has_value());
    QVERIFY(near(mean.interval->low, 91 - 4.302653 / std::sqrt(3.0), 1e-5));
    QVERIFY(near(mean.interval->high, 91 + 4.302653 / std::sqrt(3.0), 1e-5));
  }

  void oneSeedSaysNothingOfTheSpread() {
    QVERIFY(!seedMean({90.0}).interval.has_value());
    QVERIFY(!pairedSeedDifference({1}, {2}).p.has_value());
    QVERIFY(!welchDifference({1, 2}, {2}).interval.has_value());
    QCOMPARE(welchDifference({1, 2}, {2}).difference, 0.5);
  }

  void pairingRemovesWhatSeedsShare() {
    // Seeds differ by 10 and more, run B is ahead by 1, 1.1 and 0.9.
    const std::vector<double> a = {70, 80, 95}, b = {71, 81.1, 95.9};
    const SeedDifference paired = pairedSeedDifference(a, b);
    QVERIFY(near(paired.difference, 1.0, 1e-12));
    QVERIFY(near(*paired.p, integratedP(1.0 / (0.1 / std::sqrt(3.0)), 2), 1e-6));
    QVERIFY(*paired.p < 0.01);
    QVERIFY(*welchDifference(a, b).p > 0.9);
  }

  void noSpreadIsAPoint() {
    const SeedDifference equal = pairedSeedDifference({3, 3}, {3, 3});
    QCOMPARE(*equal.p, 1.0);
    const SeedDifference shifted = welchDifference({3, 3}, {4, 4});
    QCOMPARE(*shifted.p, 0.0);
    QCOMPARE(shifted.interval->low, 1.0);
  }

  void nineteenOfTwentyIntervalsCover() {
    int covered = 0;
    constexpr int kDraws = 4000;
    for (int draw = 0; draw < kDraws; ++draw) {
      RandomStream random({31, static_cast<std::uint64_t>(draw)});
      std::vector<double> values;
      for (int i = 0; i < 3; ++i) values.push_back(5 + 2 * random.normal());
      const Interval interval = *seedMean(values).interval;
      covered += interval.low <= 5 && 5 <= interval.high;
    }
    const double share = covered / double(kDraws);
    QVERIFY2(share > 0.935 && share < 0.965, qPrintable(QString::number(share)));
  }
};

QTEST_GUILESS_MAIN(TestStudentInterval)
#include "test_student_interval.moc"
