// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/schedules.h"

#include <QTest>
#include <cmath>

#include "core/base/error.h"

class TestSchedules : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void warmsUpThroughBothEnds();
  void cosineStartsAtBaseAndNearlyEnds();
  void staysAtTheEndAfterwards();
  void scalesTheLearningRateWithTheBatch();
  void teacherTemperatureRunsToItsEnd();
  void supervisedStepsRoundDown();
  void supervisedPeakComesTwice();
  void supervisedWithoutWarmupStartsAtThePeak();
  void releasedRuleMatchesThePublishedFactor();
  void releasedBetaFallsByEpoch();
};

namespace {

bool near(double got, double expected) {
  return std::abs(got - expected) < 1e-12;
}

}  // namespace

void TestSchedules::warmsUpThroughBothEnds() {
  const lafs::CosineSchedule schedule{1.0, 0.1, 0.2, 2, 5, 3};
  QVERIFY(near(schedule.at(0), 0.2));
  QVERIFY(near(schedule.at(1), 0.2 + 0.8 / 5));
  QVERIFY(near(schedule.at(5), 1.0));
  QVERIFY(near(schedule.at(6), 1.0));  // base twice in a row at the junction
  QVERIFY(schedule.at(7) < 1.0);
}

void TestSchedules::cosineStartsAtBaseAndNearlyEnds() {
  const lafs::CosineSchedule schedule{0.04, 0.4, 0, 0, 4, 10};
  QVERIFY(near(schedule.at(0), 0.04));
  QVERIFY(near(schedule.at(20), 0.22));
  const double last = 0.4 + 0.5 * (0.04 - 0.4) * (1 + std::cos(M_PI * 39 / 40));
  QVERIFY(near(schedule.at(39), last));
  QVERIFY(schedule.at(39) < 0.4);
}

void TestSchedules::staysAtTheEndAfterwards() {
  const lafs::CosineSchedule schedule{0.04, 0.4, 0, 0, 4, 10};
  QCOMPARE(schedule.at(40), 0.4);
  QCOMPARE(schedule.at(1000), 0.4);
  const lafs::CosineSchedule warmupOnly{1.0, 0.1, 0, 4, 4, 10};
  QCOMPARE(warmupOnly.at(39), 1.0);
  QCOMPARE(warmupOnly.at(40), 0.1);
}

void TestSchedules::scalesTheLearningRateWithTheBatch() {
  lafs::PretrainSpec spec;
  const lafs::CosineSchedule schedule = lafs::pretrainLearningRate(spec, 164, 7);
  QVERIFY(near(schedule.base, 5e-4 * 164 / 256));
  QVERIFY(near(schedule.at(10 * 7), schedule.base));
  QVERIFY(near(lafs::teacherMomentum(spec, 7).at(0), 0.996));
  QVERIFY(near(lafs::pretrainWeightDecay(spec, 7).at(140), 0.22));
}

void TestSchedules::teacherTemperatureRunsToItsEnd() {
  lafs::PretrainSpec spec;
  QVERIFY(near(lafs::teacherTemperature(spec, 0), 0.07));
  QVERIFY(near(lafs::teacherTemperature(spec, 29), 0.04));
  QVERIFY(near(lafs::teacherTemperature(spec, 39), 0.04));
  spec.teacherTemperatureEpochs = 0;
  QVERIFY(near(lafs::teacherTemperature(spec, 0), 0.04));
  QVERIFY(near(lafs::teacherTemperature(0.04, 0.07, 1, 0), 0.04));
  QVERIFY(near(lafs::teacherTemperature(0.04, 0.07, 1, 1), 0.07));
}

void TestSchedules::supervisedStepsRoundDown() {
  lafs::SupervisedSpec spec;
  spec.epochs = 34;
  spec.accumulation = 3;
  spec.batchSize = 200;
  const lafs::SupervisedSchedule schedule = lafs::supervisedSchedule(spec, 1000, 2);
  QCOMPARE(schedule.warmupSteps, 4);   // floor(5000 / 1200)
  QCOMPARE(schedule.cosineSteps, 24);  // floor(29000 / 1200)
}

void TestSchedules::supervisedPeakComesTwice() {
  const lafs::SupervisedSchedule schedule{1e-4, 1e-6, 4, 10};
  QCOMPARE(schedule.at(0), 0.0);
  QVERIFY(near(schedule.at(2), 5e-5));
  QVERIFY(near(schedule.at(4), 1e-4));
  QVERIFY(near(schedule.at(5), 1e-4));
  QVERIFY(near(schedule.at(10), 1e-6 + (1e-4 - 1e-6) / 2));
  QVERIFY(near(schedule.at(15), 1e-6));
  QVERIFY(near(schedule.at(99), 1e-6));
}

void TestSchedules::supervisedWithoutWarmupStartsAtThePeak() {
  const lafs::SupervisedSchedule schedule{1e-4, 1e-6, 0, 10};
  QVERIFY(near(schedule.at(0), 1e-4));
  QVERIFY(near(schedule.at(5), 1e-6 + (1e-4 - 1e-6) / 2));
}

void TestSchedules::releasedRuleMatchesThePublishedFactor() {
  QVERIFY(std::abs(lafs::releasedLearningRateFactor(3, 200, 2) - 2.2913) < 5e-5);
  lafs::SupervisedSpec spec;
  spec.learningRate = 1e-3;
  spec.learningRateRule = "release";
  spec.accumulation = 3;
  spec.batchSize = 200;
  QVERIFY(std::abs(lafs::supervisedSchedule(spec, 1000, 2).peak - 2.2913e-3) < 5e-8);
}

void TestSchedules::releasedBetaFallsByEpoch() {
  const auto beta = [](std::int64_t epoch) { return lafs::landmarkBeta("release", 7, epoch); };
  QCOMPARE(beta(0), 1000.0);
  QCOMPARE(beta(7), 1000.0);
  QCOMPARE(beta(8), 100.0);
  QCOMPARE(beta(14), 1.0);
  QCOMPARE(beta(21), 0.11);
  QCOMPARE(beta(28), 0.0);
  QCOMPARE(lafs::landmarkBeta("constant", 0.1, 30), 0.1);
  QVERIFY_EXCEPTION_THROWN(lafs::landmarkBeta("linear", 0.1, 0), lafs::UserError);
}

QTEST_GUILESS_MAIN(TestSchedules)
#include "test_schedules.moc"
