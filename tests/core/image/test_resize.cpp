// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/resize.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/core/image/picture_fixture.h"

using lafs::BicubicCropper;
using lafs::CropBox;
using lafs::Planes;
using namespace lafs::test;

namespace {

double kernel(double x) {
  x = std::fabs(x);
  if (x < 1) return 1.5 * x * x * x - 2.5 * x * x + 1;
  return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
}

/// The definition in double precision, without rounding between the axes.
double exactBicubic(const Planes& p, const CropBox& box, int size, int channel, int x, int y) {
  const auto weights = [size](int length, int at) {
    const double scale = static_cast<double>(length) / size, wide = std::max(scale, 1.0);
    std::vector<double> w(length);
    double sum = 0;
    for (int i = 0; i < length; ++i) sum += w[i] = kernel((i + 0.5 - (at + 0.5) * scale) / wide);
    for (double& v : w) v /= sum;
    return w;
  };
  const auto wx = weights(box.width, x), wy = weights(box.height, y);
  double total = 0;
  for (int j = 0; j < box.height; ++j) {
    for (int i = 0; i < box.width; ++i) {
      total += wy[j] * wx[i] * p.row(channel, box.top + j)[box.left + i];
    }
  }
  return std::clamp(total, 0.0, 255.0);
}

}  // namespace

class TestResize : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void equalsPillowAndTorchvision() {
    if (pictureFixtureFiles().empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: not compared");
    for (const std::string& path : pictureFixtureFiles()) {
      const PictureFixture fixture(path);
      const Planes source = fixture.hwc("image_hwc_rgb_u8");
      const BicubicCropper cropper(source);
      for (int i = 0; i < 5; ++i) {
        const CropBox box = fixture.box("crop_boxes_top_left_h_w", i);
        for (const int size : {112, 48}) {
          const std::string name = "pil_bicubic_" + std::to_string(size) + "/" + std::to_string(i);
          QCOMPARE(largestDifference(cropper.crop(box, size, size), fixture.hwc(name)), 0);
        }
      }
      for (int i = 0; i < 4; ++i) {
        const Planes got =
            lafs::resizeBilinear(source, fixture.box("tensor_boxes_top_left_h_w", i), 112, 112);
        const Planes expected = fixture.chw("tensor_bilinear_112/" + std::to_string(i));
        QVERIFY(largestDifference(got, expected) <= 1);
        QVERIFY(pixelsBeyond(got, expected, 0) < 20);  // ties that a fused multiply-add decides
      }
    }
  }

  void bicubicFollowsItsDefinition_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("size");
    QTest::newRow("shrinks") << 61 << 83 << 24;
    QTest::newRow("grows") << 9 << 7 << 30;
    QTest::newRow("both") << 40 << 12 << 21;
    QTest::newRow("one pixel") << 1 << 1 << 5;
  }
  void bicubicFollowsItsDefinition() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(int, size);
    const Planes source = noisyPicture(width + 5, height + 3, 7);
    const CropBox box{3, 2, width, height};
    const Planes got = BicubicCropper(source).crop(box, size, size);
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
          const double exact = exactBicubic(source, box, size, c, x, y);
          QVERIFY(std::fabs(got.row(c, y)[x] - exact) < 1.6);  // both axes round to a byte
        }
      }
    }
  }

  void cropsAreAnExactCopyAtTheirOwnSize() {
    const Planes source = noisyPicture(31, 22, 3);
    const CropBox box{4, 5, 17, 13};
    const Planes got = BicubicCropper(source).crop(box, 17, 13);
    const Planes linear = lafs::resizeBilinear(source, box, 17, 13);
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 13; ++y) {
        for (int x = 0; x < 17; ++x) {
          QCOMPARE(got.row(c, y)[x], source.row(c, y + 5)[x + 4]);
          QCOMPARE(linear.row(c, y)[x], source.row(c, y + 5)[x + 4]);
        }
      }
    }
    QCOMPARE(largestDifference(lafs::resizeBicubic(source, 31, 22), source), 0);
  }

  void mirrorIsAFlipOfTheResult() {
    const Planes source = noisyPicture(50, 40, 9);
    const BicubicCropper cropper(source);
    Planes plain = cropper.crop({1, 2, 33, 30}, 48, 48);
    const Planes mirrored = cropper.crop({1, 2, 33, 30}, 48, 48, true);
    QVERIFY(largestDifference(plain, mirrored) > 0);
    lafs::flipHorizontally(plain);
    QCOMPARE(largestDifference(plain, mirrored), 0);
  }

  void pixelsOutsideTheBoxPlayNoPart() {
    Planes source = noisyPicture(40, 40, 1);
    const CropBox box{10, 12, 20, 17};
    const Planes cubic = BicubicCropper(source).crop(box, 33, 33);
    const Planes linear = lafs::resizeBilinear(source, box, 33, 33);
    Planes changed(40, 40);
    for (int c = 0; c < 3; ++c) {
      for (int y = box.top; y < box.top + box.height; ++y) {
        std::copy_n(source.row(c, y) + box.left, box.width, changed.row(c, y) + box.left);
      }
    }
    QCOMPARE(largestDifference(BicubicCropper(changed).crop(box, 33, 33), cubic), 0);
    QCOMPARE(largestDifference(lafs::resizeBilinear(changed, box, 33, 33), linear), 0);
  }

  void bilinearKeepsARamp() {
    Planes ramp(20, 3);
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 3; ++y) {
        for (int x = 0; x < 20; ++x) ramp.row(c, y)[x] = static_cast<std::uint8_t>(10 * x);
      }
    }
    const Planes wide = lafs::resizeBilinear(ramp, {0, 0, 20, 3}, 40, 3);
    for (int x = 0; x < 40; ++x) {  // centre of output x is at input (x + 0.5) / 2 - 0.5
      const double at = std::clamp((x + 0.5) / 2 - 0.5, 0.0, 19.0);
      QVERIFY(std::fabs(wide.row(1, 1)[x] - 10 * at) <= 0.5);
    }
  }
};

QTEST_GUILESS_MAIN(TestResize)
#include "test_resize.moc"
