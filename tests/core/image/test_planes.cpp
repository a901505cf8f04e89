// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/planes.h"

#include <QTest>
#include <stdexcept>

#include "tests/core/image/picture_fixture.h"

using lafs::Planes;
using namespace lafs::test;

class TestPlanes : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void interleavesAndBack() {
    const Planes planes = noisyPicture(19, 11, 2);
    const lafs::Image image = lafs::toImage(planes);
    for (int y = 0; y < 11; ++y) {
      for (int x = 0; x < 19; ++x) {
        for (int c = 0; c < 3; ++c) QCOMPARE(image.row(y)[3 * x + c], planes.row(c, y)[x]);
      }
    }
    QCOMPARE(lafs::toPlanes(image).values, planes.values);
  }

  void transposesEverySize() {
    for (int width = 1; width < 20; width += 3) {
      for (int height = 1; height < 40; height += 4) {
        const Planes planes = noisyPicture(width, height, 7);
        const Planes turned = lafs::transposed(planes);
        QCOMPARE(turned.width, height);
        for (int c = 0; c < 3; ++c) {
          for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) QCOMPARE(turned.row(c, x)[y], planes.row(c, y)[x]);
          }
        }
      }
    }
  }

  void flipsLeftAndRight() {
    Planes planes = noisyPicture(15, 6, 3);
    const Planes before = planes;
    lafs::flipHorizontally(planes);
    for (int x = 0; x < 15; ++x) QCOMPARE(planes.row(2, 4)[x], before.row(2, 4)[14 - x]);
  }

  void fillsABoxAndNothingElse() {
    const Planes before = noisyPicture(12, 10, 3);
    Planes planes = before;
    lafs::fillBox(planes, {3, 2, 4, 5}, 0);
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 10; ++y) {
        for (int x = 0; x < 12; ++x) {
          const bool inside = x >= 3 && x < 7 && y >= 2 && y < 7;
          QCOMPARE(int{planes.row(c, y)[x]}, inside ? 0 : int{before.row(c, y)[x]});
        }
      }
    }
    QVERIFY_EXCEPTION_THROWN(lafs::fillBox(planes, {10, 0, 3, 1}, 0), std::logic_error);
    QVERIFY_EXCEPTION_THROWN(lafs::fillBox(planes, {-1, 0, 3, 1}, 0), std::logic_error);
  }

  void erasesAsTorchvision() {
    if (pictureFixtureFiles().empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: not compared");
    for (const std::string& path : pictureFixtureFiles()) {
      const PictureFixture fixture(path);
      Planes got = fixture.hwc("image_hwc_rgb_u8");
      lafs::fillBox(got, fixture.box("tensor_erase_box_top_left_h_w", 0), 0);
      QCOMPARE(largestDifference(got, fixture.chw("tensor_erase")), 0);
    }
  }
};

QTEST_GUILESS_MAIN(TestPlanes)
#include "test_planes.moc"
