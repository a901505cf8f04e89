// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/matrix/stage_outcome.h"

using lafs::normalisedError;

class TestStageOutcome : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void comparesErrorsByTheirKind();
};

void TestStageOutcome::comparesErrorsByTheirKind() {
  QCOMPARE(normalisedError("/a/runs/finetune-12ab/x.json: is damaged at byte 12"),
           normalisedError("/b/c.json: is damaged at byte 9999"));
  QCOMPARE(normalisedError("loss is not finite at step 12 (nan)"),
           normalisedError("loss is not finite at step 1200 (nan)"));
  QVERIFY(normalisedError("loss is not finite at step 12") !=
          normalisedError("gradient is not finite at step 12"));
  QCOMPARE(normalisedError(""), "");
}

QTEST_GUILESS_MAIN(TestStageOutcome)
#include "test_stage_outcome.moc"
