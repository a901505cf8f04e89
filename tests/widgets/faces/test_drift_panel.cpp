// SPDX-License-Identifier: GPL-3.0-or-later
// How far landmarks have moved from checkpoint to checkpoint: heat map, table, trails.
#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <cmath>

#include "tests/widgets/faces/face_samples.h"
#include "widgets/faces/drift_panel.h"
#include "widgets/faces/face_canvas.h"
#include "widgets/faces/heat_map.h"
#include "widgets/theme/theme.h"

using namespace lafs::test;

namespace {

lafs::LandmarkDrift driftOf(int checkpoints) {
  lafs::LandmarkDrift drift;
  drift.picture = plainPicture(Qt::gray);
  for (int k = 0; k < checkpoints; ++k) {
    lafs::LandmarkDrift::Checkpoint checkpoint;
    checkpoint.name = QString("step %1").arg(100 * k);
    checkpoint.step = 100 * k;
    checkpoint.gridLikeness = 0.2 * k;
    for (const QPointF& point : gridFace().points) {
      checkpoint.landmarks.append(point + QPointF(3.0 * k, 4.0 * k));
    }
    drift.checkpoints.append(checkpoint);
  }
  return drift;
}

}  // namespace

class TestDriftPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }
  void heatIsTheValueWhereItIsInjected();
  void driftTellsDistances();
  void driftFollowsAStep();
  void driftOfOneCheckpointSaysWhy();
};

void TestDriftPanel::heatIsTheValueWhereItIsInjected() {
  const QVector<QPointF> points = gridFace().points;
  QVector<double> still(16, 0.0), moved(16, 0.0);
  moved[5] = 8;
  for (const QPointF& place : points) QCOMPARE(lafs::heatAt(points, still, kSide, place), 0.0);
  const double there = lafs::heatAt(points, moved, kSide, points[5]);
  QVERIFY(there > 4);
  for (int k = 0; k < 16; ++k) {
    if (k != 5) QVERIFY(lafs::heatAt(points, moved, kSide, points[k]) < there / 2);
  }
  const QVector<double> same(16, 3.0);
  QVERIFY(std::abs(lafs::heatAt(points, same, kSide, {55, 61}) - 3) < 1e-9);
}

void TestDriftPanel::driftTellsDistances() {
  lafs::DriftPanel panel;
  panel.setDrift(driftOf(4));
  QCOMPARE(panel.current(), 3);
  QCOMPARE(panel.table()->rowCount(), 4);
  QCOMPARE(panel.table()->item(2, 1)->text(), QString("0.400"));
  QCOMPARE(panel.table()->item(2, 2)->text(), QString("10.00 px"));  // (6, 8)
  QCOMPARE(panel.table()->item(3, 3)->text(), QString("15.00 px"));
  const lafs::MarkedFace& face = panel.canvas()->face();
  QCOMPARE(face.trail.size(), 4);
  for (const double moved : face.moved) QVERIFY(std::abs(moved - 15) < 0.01);
  QCOMPARE(panel.canvas()->heatTop(), 15.0);
}

void TestDriftPanel::driftFollowsAStep() {
  lafs::DriftPanel panel;
  panel.setDrift(driftOf(4));
  QSignalSpy chosen(&panel, &lafs::DriftPanel::stepChosen);
  panel.showStep(250);
  QCOMPARE(panel.current(), 2);
  QCOMPARE(chosen.size(), 0);
  panel.table()->setCurrentCell(1, 0);
  QCOMPARE(panel.current(), 1);
  QCOMPARE(chosen.last().first().toLongLong(), 100);
}

void TestDriftPanel::driftOfOneCheckpointSaysWhy() {
  lafs::DriftPanel panel;
  panel.setDrift(driftOf(1));
  bool found = false;
  for (const QLabel* label : panel.findChildren<QLabel*>()) {
    found = found || label->text().contains("keep_checkpoints");
  }
  QVERIFY(found);
}

QTEST_MAIN(TestDriftPanel)
#include "test_drift_panel.moc"
