// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/screenshot.h"
#include "widgets/run/preview_strip.h"

using lafs::PreviewFrame;
using lafs::PreviewStrip;

namespace {

constexpr int kRow = 128 + 2 + 128 + 8;  // of one face: view, seam, patches, gap

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
    strip.resize(264, strip.heightForWidth(264));
    const QImage shown = strip.grab().toImage();
    // Two views a row: 264 pixels hold 128 each with a gap of 8; the patches are below, 2 apart.
    const int top = shown.height() - 2 * kRow;
    QCOMPARE(shown.pixelColor(100, top + 100), QColor(60, 90, 140));
    QCOMPARE(shown.pixelColor(136 + 100, top + 100), QColor(140, 90, 60));
    QCOMPARE(shown.pixelColor(136 + 100, top + 130 + 100), QColor(20, 160, 90));
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
    const int one = strip.heightForWidth(264);
    strip.setFrame(frameOf(3));
    QCOMPARE(strip.heightForWidth(264) - one, 2 * kRow);
    QVERIFY(strip.accessibleName().contains("step 120"));
  }
};

QTEST_MAIN(TestPreviewStrip)
#include "test_preview_strip.moc"
