// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loss_scaler.h"

#include <QTest>

using namespace lafs;

class TestLossScaler : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void disabledLeavesTheLossAlone() {
    LossScaler scaler(false);
    QCOMPARE(scaler.scale(), 1.0);
    QVERIFY(scaler.update(true));
    QVERIFY(!scaler.update(false));  // nothing to halve: the run has diverged
  }

  void halvesOnOverflowAndGrowsAfterGoodSteps() {
    LossScaler scaler(true);
    QCOMPARE(scaler.scale(), 65536.0);
    QVERIFY(scaler.update(false));
    QCOMPARE(scaler.scale(), 32768.0);
    for (int i = 0; i < 1999; ++i) QVERIFY(scaler.update(true));
    QCOMPARE(scaler.scale(), 32768.0);
    QVERIFY(scaler.update(true));
    QCOMPARE(scaler.scale(), 65536.0);
  }

  void anOverflowStartsTheCountAnew() {
    LossScaler scaler(true);
    for (int i = 0; i < 1999; ++i) scaler.update(true);
    scaler.update(false);
    scaler.update(true);
    QCOMPARE(scaler.scale(), 32768.0);
  }

  void givesUpBelowOne() {
    LossScaler scaler(true);
    for (int i = 0; i < 16; ++i) QVERIFY(scaler.update(false));
    QCOMPARE(scaler.scale(), 1.0);
    QVERIFY(!scaler.update(false));
  }

  void goesOnFromItsPosition() {
    LossScaler first(true), second(true);
    first.update(false);
    for (int i = 0; i < 500; ++i) first.update(true);
    second.restore(first.position());
    for (int i = 0; i < 1500; ++i) second.update(true);
    QCOMPARE(second.scale(), 65536.0);
  }
};

QTEST_GUILESS_MAIN(TestLossScaler)
#include "test_loss_scaler.moc"
