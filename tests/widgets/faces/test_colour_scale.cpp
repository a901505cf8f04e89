// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "widgets/faces/colour_scale.h"
#include "widgets/theme/theme.h"

using lafs::ColourScale;
using lafs::Theme;

namespace {

constexpr int kWidth = 240;
constexpr int kInBar = 4;  // half its height

QImage pictureOf(ColourScale& scale) {
  scale.resize(kWidth, scale.sizeHint().height());
  return scale.grab().toImage();
}

/// Largest difference of a channel.
int distance(const QColor& a, const QColor& b) {
  return std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()),
                   std::abs(a.blue() - b.blue())});
}

/// Pixels below the bar that are not its background, from one column to another.
int inkBetween(const QImage& picture, int from, int to) {
  const QColor ground = picture.pixelColor(picture.width() / 4, picture.height() - 1);
  int count = 0;
  for (int y = 10; y < picture.height(); ++y) {
    for (int x = from; x < to; ++x) count += picture.pixelColor(x, y) == ground ? 0 : 1;
  }
  return count;
}

}  // namespace

class TestColourScale : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { Theme::apply(*qApp, lafs::Appearance::Light); }

  void isReadOutWithItsEnds() {
    ColourScale scale;
    scale.setRange(0, 12.5, "pixels moved");
    QCOMPARE(scale.accessibleName(), QString("Colours from 0 to 12.5 pixels moved"));
    scale.setRange(-1, 1, "cosine");
    QCOMPARE(scale.accessibleName(), QString("Colours from -1 to 1 cosine"));
  }

  void showsTheThemesColoursFromEndToEnd() {
    ColourScale scale;
    scale.setRange(0, 1, "");
    for (const auto appearance : {lafs::Appearance::Light, lafs::Appearance::Dark}) {
      Theme::apply(*qApp, appearance);
      const QImage picture = pictureOf(scale);
      for (const double share : {0.05, 0.25, 0.5, 0.75, 0.95}) {
        const QColor shown = picture.pixelColor(static_cast<int>(share * kWidth), kInBar);
        const QColor wanted = Theme::current().sequential(share);
        QVERIFY2(distance(shown, wanted) <= 6, qPrintable(shown.name() + ' ' + wanted.name()));
      }
    }
  }

  void writesItsEndsAndItsMeaningBelow() {
    ColourScale scale;
    scale.setRange(0, 1, "");
    const QImage without = pictureOf(scale);
    QVERIFY(inkBetween(without, 0, 20) > 0);
    QVERIFY(inkBetween(without, kWidth - 20, kWidth) > 0);
    QCOMPARE(inkBetween(without, 80, 160), 0);
    scale.setRange(0, 1, "shift");
    QVERIFY(inkBetween(pictureOf(scale), 80, 160) > 0);
    scale.setRange(0, 1000, "shift");
    QVERIFY(pictureOf(scale).copy(kWidth - 40, 10, 40, 12) !=
            without.copy(kWidth - 40, 10, 40, 12));
  }

  void keepsItsHeightWhateverItsWidth() {
    const ColourScale scale;
    QCOMPARE(scale.sizePolicy().verticalPolicy(), QSizePolicy::Fixed);
    QVERIFY(scale.sizeHint().height() > scale.fontMetrics().height());
  }
};

QTEST_MAIN(TestColourScale)
#include "test_colour_scale.moc"
