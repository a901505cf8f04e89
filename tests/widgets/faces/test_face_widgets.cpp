// SPDX-License-Identifier: GPL-3.0-or-later
// The visualiser's panels with plain data: what they show, what they say, and how they are linked.
#include <QApplication>
#include <QLabel>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "tests/widgets/faces/face_samples.h"
#include "widgets/faces/augment_controls.h"
#include "widgets/faces/branch_panel.h"
#include "widgets/faces/face_canvas.h"
#include "widgets/faces/patch_mosaic.h"
#include "widgets/faces/picture_picker.h"
#include "widgets/faces/view_strip.h"
#include "widgets/theme/theme.h"

using namespace lafs::test;

namespace {

/// Patch n is of one colour with n in its red.
lafs::PatchTokens tokens(const QVector<int>& landmarks) {
  lafs::PatchTokens made;
  made.landmarks = landmarks;
  for (int k = 0; k < landmarks.size(); ++k) {
    made.patches.append(plainPicture(QColor(10 * k, 80, 80), 8));
  }
  return made;
}

/// Moves the pointer over a widget that need not be on a screen.
void hover(QWidget* widget, const QPointF& place) {
  QMouseEvent move(QEvent::MouseMove, place, widget->mapToGlobal(place), Qt::NoButton, Qt::NoButton,
                   Qt::NoModifier);
  QApplication::sendEvent(widget, &move);
}

QColor pixelAt(QWidget& widget, const QPointF& place) {
  return widget.grab().toImage().pixelColor(place.toPoint());
}

}  // namespace

class TestFaceWidgets : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }
  void canvasNamesTheLandmarkUnderThePointer();
  void canvasNamesTheSubsetsOwnNumbers();
  void canvasZoomsAroundThePointer();
  void canvasWalksByKeys();
  void mosaicShowsTokensInOrder();
  void mosaicNamesTheLandmarkOfAPatch();
  void mosaicMarksEveryTokenOfALandmark();
  void branchLinksPatchAndPlace();
  void branchCountsDistinctTokens();
  void controlsSayWhatChanged();
  void controlsGoBackToThePaper();
  void controlsKeepSubsetsWithinTheModel();
  void stripChoosesByClickAndKey();
  void pickerWalksPictures();
};

void TestFaceWidgets::canvasNamesTheLandmarkUnderThePointer() {
  lafs::FaceCanvas canvas;
  canvas.resize(336, 336);
  canvas.setFace(gridFace());
  QSignalSpy hovered(&canvas, &lafs::FaceCanvas::hovered);
  // Three pixels of the widget a pixel of the face: landmark 6 is at (70, 42).
  QCOMPARE(canvas.toWidget({70, 42}), QPointF(210, 126));
  hover(&canvas, {212, 127});
  QCOMPARE(hovered.size(), 1);
  QCOMPARE(hovered.last().first().toInt(), 6);
  hover(&canvas, {170, 90});
  QCOMPARE(hovered.size(), 2);
  QCOMPARE(hovered.last().first().toInt(), -1);
}

void TestFaceWidgets::canvasNamesTheSubsetsOwnNumbers() {
  lafs::FaceCanvas canvas;
  canvas.resize(224, 224);
  lafs::MarkedFace face = gridFace();
  face.points = {{20, 20}, {90, 90}};
  face.landmarks = {131, 7};
  canvas.setFace(face);
  QSignalSpy hovered(&canvas, &lafs::FaceCanvas::hovered);
  hover(&canvas, {180, 180});
  QCOMPARE(hovered.size(), 1);
  QCOMPARE(hovered.last().first().toInt(), 7);
}

void TestFaceWidgets::canvasZoomsAroundThePointer() {
  lafs::FaceCanvas canvas;
  canvas.resize(224, 224);
  canvas.setFace(gridFace());
  const QPointF place(40, 150);
  const QPointF before = place / 2;  // two pixels a pixel
  QWheelEvent wheel(place, place, {}, {0, 480}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(&canvas, &wheel);
  const QPointF after = canvas.toWidget(before);
  QVERIFY(std::abs(after.x() - place.x()) < 0.01 && std::abs(after.y() - place.y()) < 0.01);
  QVERIFY(canvas.toWidget({10, 10}).x() - canvas.toWidget({0, 0}).x() > 30);
  QTest::mouseDClick(&canvas, Qt::LeftButton, {}, {50, 50});
  QCOMPARE(canvas.toWidget({0, 0}), QPointF(0, 0));
}

void TestFaceWidgets::canvasWalksByKeys() {
  lafs::FaceCanvas canvas;
  canvas.setFace(gridFace());
  QTest::keyClick(&canvas, Qt::Key_Right);
  QCOMPARE(canvas.highlighted(), 0);
  QTest::keyClick(&canvas, Qt::Key_Left);
  QCOMPARE(canvas.highlighted(), 15);
}

void TestFaceWidgets::mosaicShowsTokensInOrder() {
  lafs::PatchMosaic mosaic;
  mosaic.resize(240, 240);
  mosaic.setTokens(tokens({5, 3, 8, 1, 0}));
  QCOMPARE(mosaic.columns(), 3);
  for (int token = 0; token < 5; ++token) {
    QCOMPARE(pixelAt(mosaic, mosaic.cell(token).center()).red(), 10 * token);
  }
  QCOMPARE(mosaic.cell(3).topLeft(), QPointF(0, 80));
}

void TestFaceWidgets::mosaicNamesTheLandmarkOfAPatch() {
  lafs::PatchMosaic mosaic;
  mosaic.resize(240, 240);
  mosaic.setTokens(tokens({5, 3, 8, 1, 0}));
  QSignalSpy hovered(&mosaic, &lafs::PatchMosaic::hovered);
  hover(&mosaic, {200, 40});
  QCOMPARE(hovered.size(), 1);
  QCOMPARE(hovered.last().first().toInt(), 8);
  hover(&mosaic, {200, 120});  // past the last token
  QCOMPARE(hovered.size(), 2);
  QCOMPARE(hovered.last().first().toInt(), -1);
  QTest::keyClick(&mosaic, Qt::Key_Right);
  QTest::keyClick(&mosaic, Qt::Key_Down);
  QCOMPARE(hovered.last().first().toInt(), 1);
}

void TestFaceWidgets::mosaicMarksEveryTokenOfALandmark() {
  lafs::PatchMosaic mosaic;
  mosaic.resize(240, 240);
  mosaic.setTokens(tokens({4, 2, 4, 2}));
  const QImage before = mosaic.grab().toImage();
  mosaic.setHighlighted(4);
  const QImage after = mosaic.grab().toImage();
  for (int token = 0; token < 4; ++token) {
    const QPoint edge = (mosaic.cell(token).topLeft() + QPointF(40, 1.5)).toPoint();
    QCOMPARE(before.pixel(edge) != after.pixel(edge), token % 2 == 0);
  }
}

void TestFaceWidgets::branchLinksPatchAndPlace() {
  lafs::BranchPanel panel;
  panel.resize(900, 340);
  lafs::BranchView view;
  view.face = gridFace();
  QVector<int> order;
  for (int k = 15; k >= 0; --k) order.append(k);
  view.face.landmarks = order;
  view.after = tokens(order);
  view.before = tokens(QVector<int>(view.after.landmarks.rbegin(), view.after.landmarks.rend()));
  panel.setView(view);
  QSignalSpy hovered(&panel, &lafs::BranchPanel::hovered);
  hover(panel.after(), panel.after()->cell(2).center());
  QCOMPARE(hovered.size(), 1);
  QCOMPARE(hovered.last().first().toInt(), 13);
  panel.setHighlighted(13);
  QCOMPARE(panel.canvas()->highlighted(), 13);
  // The three squares are equal and do not overlap.
  QCOMPARE(panel.canvas()->size(), panel.after()->size());
  QVERIFY(!panel.canvas()->geometry().intersects(panel.before()->geometry()));
  QVERIFY(panel.rect().contains(panel.after()->geometry()));
}

void TestFaceWidgets::branchCountsDistinctTokens() {
  lafs::BranchPanel panel;
  lafs::BranchView view;
  view.after = tokens({4, 2, 4, 2, 9});
  panel.setView(view);
  bool found = false;
  for (const QLabel* label : panel.findChildren<QLabel*>()) {
    found = found || label->text().contains("5 tokens, 3 distinct");
  }
  QVERIFY(found);
  // In a narrow column the words end in dots, and are whole in the tip.
  panel.resize(panel.minimumSizeHint());
  panel.setView(view);
  for (const QLabel* label : panel.findChildren<QLabel*>()) {
    if (!label->toolTip().contains("5 tokens, 3 distinct")) continue;
    QVERIFY(label->fontMetrics().horizontalAdvance(label->text()) <= label->width());
    found = false;
  }
  QVERIFY2(!found, "the caption has no tip");
}

void TestFaceWidgets::controlsSayWhatChanged() {
  lafs::AugmentControls controls;
  QSignalSpy changed(&controls, &lafs::AugmentControls::changed);
  auto sliders = controls.findChildren<QSlider*>();
  sliders.first()->setValue(50);
  QCOMPARE(changed.size(), 1);
  QCOMPARE(controls.settings().alpha, 5.0);
  lafs::AugmentSettings other = controls.settings();
  other.shuffle = "subset";
  other.sampling = "with_replacement";
  other.blur = false;
  controls.setSettings(other);
  QCOMPARE(changed.size(), 1);
  QVERIFY(controls.settings() == other);
}

void TestFaceWidgets::controlsGoBackToThePaper() {
  lafs::AugmentControls controls;
  lafs::AugmentSettings other;
  other.alpha = 7;
  other.seed = 12;
  other.shuffle = "off";
  other.flip = false;
  controls.setSettings(other);
  QSignalSpy changed(&controls, &lafs::AugmentControls::changed);
  QTest::mouseClick(controls.findChild<QPushButton*>(), Qt::LeftButton);
  QCOMPARE(changed.size(), 1);
  lafs::AugmentSettings paper;
  paper.seed = 12;
  QVERIFY(controls.settings() == paper);
}

void TestFaceWidgets::controlsKeepSubsetsWithinTheModel() {
  lafs::AugmentControls controls;
  QCOMPARE(controls.settings().subset, 36);
  controls.setLandmarks(16);
  QCOMPARE(controls.settings().subset, 16);
}

void TestFaceWidgets::stripChoosesByClickAndKey() {
  lafs::ViewStrip strip;
  strip.resize(160, 400);
  QVector<lafs::ViewStrip::Entry> entries;
  for (int k = 0; k < 5; ++k) entries.append({QString::number(k), plainPicture(Qt::red)});
  strip.setEntries(entries);
  QSignalSpy chosen(&strip, &lafs::ViewStrip::chosen);
  QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.thumbnail(3).center());
  QCOMPARE(chosen.last().first().toInt(), 3);
  QTest::keyClick(&strip, Qt::Key_Left);
  QCOMPARE(strip.current(), 2);
  strip.setEntries(entries.mid(0, 2));
  QCOMPARE(strip.current(), 1);
}

void TestFaceWidgets::pickerWalksPictures() {
  lafs::PicturePicker picker;
  picker.setSources({{"a", "A", ""}, {"b", "B", ""}}, "b");
  QCOMPARE(picker.source(), QString("b"));
  picker.setPicture(3, 10, "anna/4.png");
  QSignalSpy moved(&picker, &lafs::PicturePicker::indexChosen);
  QCOMPARE(picker.index(), 3);
  QTest::mouseClick(picker.findChildren<QAbstractButton*>().last(), Qt::LeftButton);
  QCOMPARE(moved.last().first().toInt(), 4);
}

QTEST_MAIN(TestFaceWidgets)
#include "test_face_widgets.moc"
