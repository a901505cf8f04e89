// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/blur.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/core/image/picture_fixture.h"

using lafs::Planes;
using namespace lafs::test;

class TestBlur : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void equalsPillow() {
    if (pictureFixtureFiles().empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: not compared");
    for (const std::string& path : pictureFixtureFiles()) {
      const PictureFixture fixture(path);
      const auto radii = fixture.numbers("pil_blur/radii");
      QVERIFY(!radii.empty());
      for (std::size_t i = 0; i < radii.size(); ++i) {
        Planes got = fixture.hwc("image_hwc_rgb_u8");
        lafs::pil::gaussianBlur(got, radii[i]);
        QCOMPARE(largestDifference(got, fixture.hwc("pil_blur/" + std::to_string(i))), 0);
      }
    }
  }

  // Three boxes of half width r (whole l, part a): the variance of their sum is radius².
  void boxesHaveTheRightVariance() {
    for (const double radius : {0.1, 0.5, 1.0, 1.37, 2.0, 5.5, 20.0}) {
      const double r = lafs::pil::boxRadius(radius, 3);
      const int whole = static_cast<int>(r);
      const double part = r - whole;
      double sum = 2 * part * (whole + 1) * (whole + 1);
      for (int x = -whole; x <= whole; ++x) sum += x * x;
      QVERIFY(std::fabs(3 * sum / (2 * r + 1) - radius * radius) < 1e-4 * radius * radius + 1e-6);
    }
  }

  void spreadsAPointAsAGaussian() {
    for (const double radius : {1.5, 3.0, 12.0}) {
      const int size = 161, middle = 80;
      Planes planes(size, size);
      for (int y = -2; y <= 2; ++y) {  // a block, so that its blurred height is well above a unit
        for (int x = -2; x <= 2; ++x) planes.row(1, middle + y)[middle + x] = 255;
      }
      lafs::pil::gaussianBlur(planes, radius);
      double weight = 0, variance = 0, line = 0;
      for (int x = 0; x < size; ++x) line += planes.row(1, middle)[x];
      for (int x = 0; x < size; ++x) {
        weight += planes.row(1, middle)[x] / line;
        variance += planes.row(1, middle)[x] / line * (x - middle) * (x - middle);
        QCOMPARE(planes.row(1, middle)[x], planes.row(1, middle)[size - 1 - x]);
        QVERIFY(std::abs(planes.row(1, middle)[x] - planes.row(1, x)[middle]) <= 1);
        QCOMPARE(int{planes.row(0, middle)[x]}, 0);
      }
      if (radius < 10) {  // beyond, bytes cut the tails off; the block itself adds variance 2
        QVERIFY(std::fabs(variance - (radius * radius + 2)) < 0.12 * (radius * radius + 2));
      }
    }
  }

  void keepsFlatPicturesAndSmallOnes() {
    for (const int size : {1, 2, 3, 40}) {
      Planes flat(size, size + 1);
      std::fill(flat.values.begin(), flat.values.end(), std::uint8_t{77});
      for (const double radius : {0.0, 0.4, 2.0, 30.0}) {
        Planes got = flat;
        lafs::pil::gaussianBlur(got, radius);
        QCOMPARE(largestDifference(got, flat), 0);
      }
    }
  }

  void blursAllSizesAlike() {  // away from the edges a wider picture gives the same values
    const Planes big = noisyPicture(67, 50, 8);
    Planes small(41, 50), whole = big;
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 50; ++y) std::copy_n(big.row(c, y), 41, small.row(c, y));
    }
    lafs::pil::gaussianBlur(small, 2.0);
    lafs::pil::gaussianBlur(whole, 2.0);
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 50; ++y) {
        for (int x = 0; x < 41 - 6; ++x) QCOMPARE(small.row(c, y)[x], whole.row(c, y)[x]);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestBlur)
#include "test_blur.moc"
