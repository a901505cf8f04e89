// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_length.h"

#include <QTest>

#include "core/train/training_position.h"

using namespace lafs;

class TestTrainingLength : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// Against a loop that counts batches one by one.
  void countsAcrossEpochs_data() {
    QTest::addColumn<int>("batches");
    QTest::addColumn<int>("accumulation");
    QTest::addColumn<int>("epochs");
    QTest::newRow("plain") << 7 << 1 << 3;
    QTest::newRow("fits") << 6 << 3 << 4;
    QTest::newRow("crosses") << 7 << 3 << 4;
    QTest::newRow("longer than an epoch") << 2 << 5 << 10;
  }
  void countsAcrossEpochs() {
    QFETCH(int, batches);
    QFETCH(int, accumulation);
    QFETCH(int, epochs);
    const TrainingLength length{batches, accumulation, epochs, 0};
    std::int64_t step = 0, inStep = 0, epochOfFirst = 0;
    bool crossed = false;
    for (int epoch = 0; epoch < epochs; ++epoch) {
      for (int batch = 0; batch < batches; ++batch) {
        if (inStep == 0) epochOfFirst = epoch;
        const bool endOfEpoch = batch == batches - 1;
        crossed = crossed || endOfEpoch;
        if (++inStep < accumulation) continue;
        QCOMPARE(length.epochOfStep(step), epochOfFirst);
        const bool isLast = step + 1 == length.steps();
        QCOMPARE(length.endsEpoch(step), crossed || isLast);
        ++step;
        inStep = 0;
        crossed = false;
      }
    }
    QCOMPARE(length.steps(), step);
  }

  void maxStepsEndsEarly() {
    const TrainingLength length{10, 1, 5, 12};
    QCOMPARE(length.steps(), std::int64_t(12));
    QVERIFY(length.endsEpoch(9));
    QVERIFY(!length.endsEpoch(10));
    QVERIFY(length.endsEpoch(11));
    QCOMPARE((TrainingLength{10, 1, 5, 500}.steps()), std::int64_t(50));
  }

  void positionsRoundTripAndKeepTheBestEpoch() {
    TrainingPosition position;
    position.step = 10;
    position.images = 80;
    position.addLoss(3);
    position.addLoss(1.1);
    position.endEpoch();
    QCOMPARE(*position.bestStep, std::int64_t(10));
    QCOMPARE(position.bestLoss, 2.05);
    position.step = 20;
    position.addLoss(2.06);
    position.endEpoch();
    QCOMPARE(*position.bestStep, std::int64_t(10));
    position.addLoss(0.1);
    const TrainingPosition read = positionFromJson(Json::parse(toJson(position).dump()), "here");
    QVERIFY(toJson(read) == toJson(position));
    QCOMPARE(read.epochLoss, 0.1);
  }
};

QTEST_GUILESS_MAIN(TestTrainingLength)
#include "test_training_length.moc"
