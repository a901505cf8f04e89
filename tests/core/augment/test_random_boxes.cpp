// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/random_boxes.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using lafs::CropBox;
using lafs::RandomStream;
using lafs::Range;

class TestRandomBoxes : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void cropsHaveTheAskedAreaAndRatio() {
    const Range scale{0.08, 0.4};
    double areaSum = 0, logRatioSum = 0, left = 0;
    const int rounds = 20000;
    for (int i = 0; i < rounds; ++i) {
      RandomStream random({11, static_cast<std::uint64_t>(i)});
      const CropBox box = lafs::randomCropBox(112, 112, scale, random);
      QVERIFY(box.left >= 0 && box.top >= 0 && box.width > 0 && box.height > 0);
      QVERIFY(box.left + box.width <= 112 && box.top + box.height <= 112);
      const double area = box.width * box.height / 12544.0;
      const double ratio = static_cast<double>(box.width) / box.height;
      QVERIFY(area > 0.08 * 0.95 && area < 0.4 * 1.05);
      QVERIFY(ratio > 0.75 * 0.96 && ratio < 4.0 / 3 * 1.04);
      areaSum += area;
      logRatioSum += std::log(ratio);
      left += static_cast<double>(box.left) / (112 - box.width + 1);
    }
    QVERIFY(std::fabs(areaSum / rounds - 0.24) < 0.003);  // uniform in area
    QVERIFY(std::fabs(logRatioSum / rounds) < 0.005);     // symmetric in the logarithm
    QVERIFY(std::fabs(left / rounds - 0.5) < 0.02);       // anywhere in the picture
  }

  void fullScaleMayGiveTheWholePicture() {
    int whole = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      RandomStream random({3, i});
      const CropBox box = lafs::randomCropBox(50, 50, {1.0, 1.0}, random);
      whole += box.width == 50 && box.height == 50 ? 1 : 0;
    }
    QVERIFY(whole > 1500);  // only a nearly square box of that area fits; else the fallback
  }

  void fallsBackToTheLargestCentredBox() {
    RandomStream random(1);
    const CropBox wide = lafs::randomCropBox(400, 30, {1.0, 1.0}, random);
    QVERIFY(wide.width == 40 && wide.height == 30 && wide.left == 180 && wide.top == 0);
    const CropBox tall = lafs::randomCropBox(30, 400, {1.0, 1.0}, random);
    QVERIFY(tall.width == 30 && tall.height == 40 && tall.left == 0 && tall.top == 180);
  }

  void eraseBoxesAreSmallerThanThePicture() {
    double area = 0;
    for (std::uint64_t i = 0; i < 5000; ++i) {
      RandomStream random({5, i});
      const auto box = lafs::randomEraseBox(112, 112, {0.02, 0.1}, {0.3, 3.3}, random);
      QVERIFY(box.has_value());
      QVERIFY(box->width < 112 && box->height < 112);
      QVERIFY(box->left >= 0 && box->left + box->width <= 112);
      QVERIFY(box->top >= 0 && box->top + box->height <= 112);
      const double ratio = static_cast<double>(box->height) / box->width;
      QVERIFY(ratio > 0.3 * 0.93 && ratio < 3.3 * 1.07);
      area += box->width * box->height / 12544.0 / 5000;
    }
    QVERIFY(std::fabs(area - 0.06) < 0.002);
    RandomStream random(2);
    QVERIFY(!lafs::randomEraseBox(20, 20, {1.0, 1.0}, {1.0, 1.0}, random));
  }
};

QTEST_GUILESS_MAIN(TestRandomBoxes)
#include "test_random_boxes.moc"
