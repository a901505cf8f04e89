// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <functional>
#include <random>

#include "core/run/training_health.h"

using lafs::HealthReference;
using lafs::HealthVerdict;
using lafs::MetricsHistory;
using lafs::TrainingHealth;
using lafs::trainingHealth;

namespace {

const HealthReference kReference = {4096, 384};
const double kLnK = 8.317766166719343;  // ln 4096

struct Row {
  double loss, entropy, spread, distance;
};

/// `count` rows, one every ten steps.
MetricsHistory history(int count, const std::function<Row(int)>& rowAt) {
  MetricsHistory metrics;
  for (int i = 0; i < count; ++i) {
    const Row row = rowAt(i);
    metrics.step.push_back(10 * i);
    metrics.epoch.push_back(0);
    metrics.segment.push_back(0);
    metrics.time.push_back(i);
    metrics.values["loss"].push_back(row.loss);
    metrics.values["teacher_entropy"].push_back(row.entropy);
    metrics.values["feature_spread"].push_back(row.spread);
    metrics.values["teacher_distance"].push_back(row.distance);
    metrics.values["learning_rate"].push_back(i == 0 ? 0 : 1e-4);
  }
  return metrics;
}

/// A pretraining as it should be: the loss falls from near ln K, the teacher sharpens.
Row healthyRow(int i, std::mt19937& random) {
  std::normal_distribution<double> noise(0, 0.05);
  const double share = i / 100.0;
  return {kLnK - 0.1 - 3 * share + noise(random), 0.9 * kLnK - 4 * share + noise(random),
          0.6 + noise(random), i == 0 ? 0 : 0.01};
}

}  // namespace

class TestTrainingHealth : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void raisesNoAlarmOverHealthySeeds() {
    for (unsigned seed = 0; seed < 20; ++seed) {
      std::mt19937 random(seed);
      const MetricsHistory whole = history(100, [&](int i) { return healthyRow(i, random); });
      // At every length: no prefix of a healthy run may alarm either.
      MetricsHistory metrics;
      for (std::size_t row = 0; row < whole.rows(); ++row) {
        metrics.step.push_back(whole.step[row]);
        for (const auto& [name, column] : whole.values) metrics.values[name].push_back(column[row]);
        QVERIFY(!trainingHealth(metrics, kReference).isBad());
      }
      QCOMPARE(trainingHealth(whole, kReference).verdict, HealthVerdict::Healthy);
    }
  }

  void findsUniformCollapse() {
    std::mt19937 random(1);
    const auto health = trainingHealth(history(100,
                                               [&](int i) -> Row {
                                                 if (i < 40) return healthyRow(i, random);
                                                 return {8.317765, 8.3177, 0.4, 0.01};
                                               }),
                                       kReference);
    QCOMPARE(health.verdict, HealthVerdict::UniformCollapse);
    QCOMPARE(health.sinceStep, std::int64_t{400});
    QVERIFY(health.advice.find("teacher_temperature") != std::string::npos);
    QVERIFY(health.evidence.find("8.318") != std::string::npos);
  }

  void findsConstantCollapse_data() {
    QTest::addColumn<double>("loss");
    QTest::addColumn<double>("entropy");
    QTest::addColumn<double>("spread");
    QTest::addRow("sharp output") << 0.05 << 0.02 << 0.3;
    QTest::addRow("one feature for all") << 3.0 << 3.0 << 0.001;
  }

  void findsConstantCollapse() {
    QFETCH(double, loss);
    QFETCH(double, entropy);
    QFETCH(double, spread);
    const auto health = trainingHealth(history(30,
                                               [&](int) -> Row {
                                                 return {loss, entropy, spread, 0.01};
                                               }),
                                       kReference);
    QCOMPARE(health.verdict, HealthVerdict::ConstantCollapse);
    QVERIFY(!health.advice.empty());
  }

  void findsATeacherThatIsTheStudent() {
    // Rests at ln K too, but the cause is another one and goes first.
    const auto health = trainingHealth(history(30,
                                               [](int) -> Row {
                                                 return {kLnK, kLnK, 0.4, 0};
                                               }),
                                       kReference);
    QCOMPARE(health.verdict, HealthVerdict::TeacherAliasing);
  }

  void teacherMayEqualTheStudentBeforeTheFirstStep() {
    std::mt19937 random(2);
    MetricsHistory metrics = history(30, [&](int i) { return healthyRow(i, random); });
    for (std::size_t row = 0; row < 10; ++row) {
      metrics.values["teacher_distance"][row] = 0;
      metrics.values["learning_rate"][row] = 0;
    }
    QCOMPARE(trainingHealth(metrics, kReference).verdict, HealthVerdict::Healthy);
  }

  void findsWhatIsNoNumber() {
    std::mt19937 random(3);
    MetricsHistory metrics = history(30, [&](int i) { return healthyRow(i, random); });
    metrics.values["loss"][25] = std::nan("");
    auto health = trainingHealth(metrics, kReference);
    QCOMPARE(health.verdict, HealthVerdict::NotANumber);
    QCOMPARE(health.sinceStep, std::int64_t{250});

    metrics.values["loss"][25] = 1;
    health = trainingHealth(metrics, kReference, "gradient of blocks.0.attn");
    QCOMPARE(health.verdict, HealthVerdict::NotANumber);
    QVERIFY(health.evidence.find("blocks.0.attn") != std::string::npos);
  }

  void recovers() {
    std::mt19937 random(4);
    const auto health = trainingHealth(history(60,
                                               [&](int i) -> Row {
                                                 if (i < 40) return {kLnK, kLnK, 0.4, 0.01};
                                                 return healthyRow(i, random);
                                               }),
                                       kReference);
    QCOMPARE(health.verdict, HealthVerdict::Healthy);
  }

  void waitsForEnoughMeasurements() {
    QCOMPARE(trainingHealth({}, kReference).verdict, HealthVerdict::TooEarly);
    const auto health = trainingHealth(history(4,
                                               [](int) -> Row {
                                                 return {kLnK, kLnK, 0.4, 0.01};
                                               }),
                                       kReference);
    QCOMPARE(health.verdict, HealthVerdict::TooEarly);
  }

  void knowsTheReferenceLines() {
    QCOMPARE(kReference.uniformEntropy(), kLnK);
    QCOMPARE(kReference.uniformSpread(), 1 / std::sqrt(384.0));
  }
};

QTEST_GUILESS_MAIN(TestTrainingHealth)
#include "test_training_health.moc"
