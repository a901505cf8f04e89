// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/screenshot.h"
#include "widgets/run/preview_strip.h"

using lafs::PreviewFrame;
using lafs::PreviewStrip;

namespace {

QImage plain(const QColor& colour) {
  QImage image(56, 56, QImage::Format_RGB32);
  image.fill(colour);
  return image;
}

PreviewFrame frameOf(int faces) {
  PreviewFrame frame;
  frame.step = 120;
  for (int i = 0; i < faces; ++i) {
    lafs::PreviewView teacher{"teacher and student", plain(QColor(60, 90, 140)), 56, {}, {}, {}};
    teacher.landmarks = {{28, 28}};
    teacher.tokens = {{14, 14}};
    lafs::PreviewView student{"student", plain(QColor(140, 90, 60)), 56, {}, {}, {}};
    student.patches = plain(QColor(20, 160, 90));
    frame.faces.append({i, {teacher, student}});
  }
  return frame;
}

}  // namespace

class TestPreviewStrip : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void drawsFacesPointsAndPatches() {
    PreviewStrip strip;
    strip.setFrame(frameOf(2));
    strip.resize(400, strip.heightForWidth(400));
    const QImage shown = strip.grab().toImage();
    // Three cells a row: 400 pixels hold 128 each with gaps of 8.
    const int top = shown.height() - 2 * (128 + 8);
    QCOMPARE(shown.pixelColor(100, top + 100), QColor(60, 90, 140));
    QCOMPARE(shown.pixelColor(136 + 100, top + 100), QColor(140, 90, 60));
    QCOMPARE(shown.pixelColor(272 + 100, top + 100), QColor(20, 160, 90));
    QCOMPARE(shown.pixelColor(64, top + 64), QColor(255, 255, 255));
    QCOMPARE(shown.pixelColor(32, top + 32), QColor(255, 150, 40));
    strip.setLandmarksShown(false);
    strip.setTokensShown(false);
    const QImage bare = strip.grab().toImage();
    QCOMPARE(bare.pixelColor(64, top + 64), QColor(60, 90, 140));
    QCOMPARE(bare.pixelColor(32, top + 32), QColor(60, 90, 140));
  }

  void asksForTheHeightItNeeds() {
    PreviewStrip strip;
    strip.setFrame(frameOf(1));
    const int one = strip.heightForWidth(400);
    strip.setFrame(frameOf(3));
    QCOMPARE(strip.heightForWidth(400) - one, 2 * (128 + 8));
    QVERIFY(strip.accessibleName().contains("step 120"));
  }
};

QTEST_MAIN(TestPreviewStrip)
#include "test_preview_strip.moc"
