// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "core/image/normalise.h"
#include "tests/core/image/picture_fixture.h"

using lafs::Planes;
using namespace lafs::test;
namespace pil = lafs::pil;
namespace vision = lafs::vision;

namespace {

using Operation = void (*)(Planes&, double);

struct FactorCase {
  const char* name;
  Operation apply;
  bool tensor;
  int tolerance;
};

constexpr FactorCase kFactorCases[] = {
    {"pil_brightness", pil::brightness, false, 0},
    {"pil_contrast", pil::contrast, false, 0},
    {"pil_saturation", pil::saturation, false, 0},
    {"pil_hue", pil::hue, false, 0},
    {"tensor_brightness", vision::brightness, true, 0},
    {"tensor_contrast", vision::contrast, true, 0},
    {"tensor_saturation", vision::saturation, true, 0},
    {"tensor_hue", vision::hue, true, 1},
};

}  // namespace

class TestColour : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void equalsPillowAndTorchvision() {
    if (pictureFixtureFiles().empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: not compared");
    for (const std::string& path : pictureFixtureFiles()) {
      const PictureFixture fixture(path);
      const Planes source = fixture.hwc("image_hwc_rgb_u8");
      for (const FactorCase& row : kFactorCases) {
        const auto factors = fixture.numbers(std::string(row.name) + "/factors");
        QVERIFY(!factors.empty());
        for (std::size_t i = 0; i < factors.size(); ++i) {
          const std::string name = std::string(row.name) + "/" + std::to_string(i);
          Planes got = source;
          row.apply(got, factors[i]);
          const Planes expected = row.tensor ? fixture.chw(name) : fixture.hwc(name);
          QVERIFY2(largestDifference(got, expected) <= row.tolerance, name.c_str());
        }
      }
      Planes grey = source, sun = source, dull = source, crisp = source;
      pil::grayscale(grey);
      pil::solarize(sun);
      pil::sharpness(dull, 0.82);
      pil::sharpness(crisp, 1.18);
      QCOMPARE(largestDifference(grey, fixture.hwc("pil_grayscale")), 0);
      QCOMPARE(largestDifference(sun, fixture.hwc("pil_solarize")), 0);
      QCOMPARE(largestDifference(dull, fixture.hwc("randaug/sharpness_0.82")), 0);
      QCOMPARE(largestDifference(crisp, fixture.hwc("randaug/sharpness_1.18")), 0);
    }
  }

  void normalisesExactly() {
    if (pictureFixtureFiles().empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: not compared");
    for (const std::string& path : pictureFixtureFiles()) {
      const PictureFixture fixture(path);
      const Planes source = fixture.hwc("image_hwc_rgb_u8");
      std::vector<float> out(source.values.size());
      lafs::normalise(source, lafs::Normalisation::full(), out.data());
      const auto expected = fixture.numbers("normalised_pm1_first_row");
      for (int c = 0; c < 3; ++c) {
        for (int x = 0; x < 112; ++x) {
          QVERIFY(std::fabs(out[c * source.planeSize() + x] - expected[112 * c + x]) <= 1e-7);
        }
      }
    }
  }

  void normalisationsAreTheirFormulas() {
    Planes source = noisyPicture(13, 7, 2);
    source.values[0] = 0;
    source.values[1] = 255;
    std::vector<float> out(source.values.size());
    lafs::normalise(source, lafs::Normalisation::full(), out.data());
    QVERIFY(out[0] == -1.0f && out[1] == 1.0f);
    lafs::normalise(source, lafs::Normalisation::half(), out.data());
    QVERIFY(out[0] == -0.5f && out[1] == 0.5f);
    lafs::normalise(source, lafs::Normalisation::imagenet(), out.data());
    const double mean[3] = {0.485, 0.456, 0.406}, deviation[3] = {0.229, 0.224, 0.225};
    for (std::size_t i = 0; i < out.size(); ++i) {
      const int c = static_cast<int>(i / source.planeSize());
      QVERIFY(std::fabs(out[i] - (source.values[i] / 255.0 - mean[c]) / deviation[c]) < 2e-6);
    }
  }

  void factorOneChangesNothing() {
    const Planes source = noisyPicture(37, 29, 4);
    for (const Operation operation :
         {pil::brightness, pil::contrast, pil::saturation, pil::sharpness, vision::brightness,
          vision::contrast, vision::saturation}) {
      Planes got = source;
      operation(got, 1.0);
      QCOMPARE(largestDifference(got, source), 0);
    }
  }

  void factorZeroIsTheDegeneratePicture() {
    const Planes source = noisyPicture(30, 20, 5);
    Planes grey = source, saturated = source, dark = source, flat = source;
    pil::grayscale(grey);
    pil::saturation(saturated, 0);
    QCOMPARE(largestDifference(saturated, grey), 0);
    pil::brightness(dark, 0);
    QVERIFY(std::all_of(dark.values.begin(), dark.values.end(), [](int v) { return v == 0; }));
    double mean = 0;
    for (std::size_t i = 0; i < grey.planeSize(); ++i) mean += grey.values[i];
    mean = std::floor(mean / static_cast<double>(grey.planeSize()) + 0.5);
    pil::contrast(flat, 0);
    QVERIFY(std::all_of(flat.values.begin(), flat.values.end(),
                        [mean](int v) { return v == static_cast<int>(mean); }));
  }

  // A third of a turn exchanges the channels of pure colours; greys have no hue to turn.
  void hueTurnsTheColourCircle() {
    for (const auto hue : {pil::hue, vision::hue}) {
      Planes got(5, 1);
      const int red[5] = {200, 0, 0, 90, 255}, green[5] = {0, 200, 0, 90, 255},
                blue[5] = {0, 0, 200, 90, 255};
      for (int x = 0; x < 5; ++x) {
        got.row(0, 0)[x] = static_cast<std::uint8_t>(red[x]);
        got.row(1, 0)[x] = static_cast<std::uint8_t>(green[x]);
        got.row(2, 0)[x] = static_cast<std::uint8_t>(blue[x]);
      }
      hue(got, 1.0 / 3);
      for (int x = 0; x < 5; ++x) {  // red becomes green, green blue, blue red
        QVERIFY(std::abs(got.row(0, 0)[x] - blue[x]) <= 2);
        QVERIFY(std::abs(got.row(1, 0)[x] - red[x]) <= 2);
        QVERIFY(std::abs(got.row(2, 0)[x] - green[x]) <= 2);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestColour)
#include "test_colour.moc"
