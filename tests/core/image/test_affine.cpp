// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/affine.h"

#include <QTest>
#include <cmath>

#include "tests/core/image/picture_fixture.h"

using lafs::Planes;
using lafs::pil::AffineMatrix;
using lafs::pil::Resample;
using namespace lafs::test;
namespace pil = lafs::pil;

class TestAffine : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void equalsPillow() {
    if (pictureFixtureFiles().empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: not compared");
    const std::pair<const char*, AffineMatrix> cases[] = {
        {"rotate_m6", pil::rotation(-6, 112, 112)},
        {"rotate_p3", pil::rotation(3, 112, 112)},
        {"shear_x_p0.03", pil::shearX(0.03)},
        {"shear_y_m0.06", pil::shearY(-0.06)},
        {"translate_x_rel_p0.045", pil::translation(0.045 * 112, 0)},
        {"translate_y_rel_m0.09", pil::translation(0, -0.09 * 112)},
    };
    for (const std::string& path : pictureFixtureFiles()) {
      const PictureFixture fixture(path);
      const Planes source = fixture.hwc("image_hwc_rgb_u8");
      for (const auto& [name, matrix] : cases) {
        const std::string full = std::string("randaug/") + name;
        QCOMPARE(largestDifference(pil::affine(source, matrix, Resample::Bilinear, 128),
                                   fixture.hwc(full + "/bilinear")),
                 0);
        QCOMPARE(largestDifference(pil::affine(source, matrix, Resample::Bicubic, 128),
                                   fixture.hwc(full + "/bicubic")),
                 0);
      }
    }
  }

  void wholePixelsMoveExactly() {
    const Planes source = noisyPicture(23, 17, 6);
    for (const Resample resample : {Resample::Bilinear, Resample::Bicubic}) {
      const Planes got = pil::affine(source, pil::translation(3, -2), resample, 9);
      for (int y = 0; y < 17; ++y) {
        for (int x = 0; x < 23; ++x) {
          const bool inside = x + 3 < 23 && y - 2 >= 0;
          QCOMPARE(int{got.row(2, y)[x]}, inside ? int{source.row(2, y - 2)[x + 3]} : 9);
        }
      }
    }
  }

  void quarterTurnIsCounterclockwise() {
    const Planes source = noisyPicture(20, 20, 3);
    const Planes got = pil::affine(source, pil::rotation(90, 20, 20), Resample::Bilinear, 0);
    int wrong = 0;
    for (int y = 1; y < 19; ++y) {  // the border may fall outside by a rounding
      for (int x = 1; x < 19; ++x) {
        wrong += std::abs(got.row(0, y)[x] - source.row(0, x)[19 - y]) > 1 ? 1 : 0;
      }
    }
    QCOMPARE(wrong, 0);
  }

  void bilinearReadsARampBetweenPixels() {
    Planes ramp(30, 30);
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 30; ++y) {
        for (int x = 0; x < 30; ++x) ramp.row(c, y)[x] = static_cast<std::uint8_t>(4 * x + 3 * y);
      }
    }
    const AffineMatrix matrix{0.9, 0.1, 1, -0.05, 0.8, 2};
    const Planes got = pil::affine(ramp, matrix, Resample::Bilinear, 0);
    for (int y = 4; y < 24; ++y) {
      for (int x = 4; x < 24; ++x) {
        const double inX = 0.9 * (x + 0.5) + 0.1 * (y + 0.5) + 1 - 0.5;
        const double inY = -0.05 * (x + 0.5) + 0.8 * (y + 0.5) + 2 - 0.5;
        const double cut = 4 * inX + 3 * inY - got.row(1, y)[x];  // truncation takes 0 … 1 off
        QVERIFY(cut > -1e-9 && cut < 1 + 1e-9);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestAffine)
#include "test_affine.moc"
