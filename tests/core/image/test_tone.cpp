// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/tone.h"

#include <QTest>
#include <algorithm>

#include "core/image/colour.h"
#include "tests/core/image/picture_fixture.h"

using lafs::Planes;
using namespace lafs::test;
namespace pil = lafs::pil;

class TestTone : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void equalsPillow() {
    if (pictureFixtureFiles().empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: not compared");
    const std::pair<const char*, void (*)(Planes&)> cases[] = {
        {"auto_contrast", pil::autoContrast},
        {"equalize", pil::equalize},
        {"invert", pil::invert},
        {"posterize4", [](Planes& p) { pil::posterize(p, 4); }},
        {"brightness_1.18", [](Planes& p) { pil::brightness(p, 1.18); }},
        {"color_1.09", [](Planes& p) { pil::saturation(p, 1.09); }},
        {"contrast_0.91", [](Planes& p) { pil::contrast(p, 0.91); }},
    };
    for (const std::string& path : pictureFixtureFiles()) {
      const PictureFixture fixture(path);
      for (const auto& [name, apply] : cases) {
        Planes got = fixture.hwc("image_hwc_rgb_u8");
        apply(got);
        QCOMPARE(largestDifference(got, fixture.hwc(std::string("randaug/") + name)), 0);
      }
    }
  }

  void autoContrastStretchesToTheEnds() {
    Planes planes(16, 16);
    for (std::size_t i = 0; i < planes.planeSize(); ++i) {
      planes.plane(0)[i] = static_cast<std::uint8_t>(100 + i % 50);
      planes.plane(1)[i] = 42;  // flat: nothing to stretch
      planes.plane(2)[i] = static_cast<std::uint8_t>(i);
    }
    const Planes before = planes;
    pil::autoContrast(planes);
    QCOMPARE(int{*std::min_element(planes.plane(0), planes.plane(1))}, 0);
    QCOMPARE(int{*std::max_element(planes.plane(0), planes.plane(1))}, 255);
    QVERIFY(std::equal(planes.plane(1), planes.plane(2), before.plane(1)));
    QVERIFY(std::equal(planes.plane(2), planes.plane(2) + 256, before.plane(2)));
  }

  void equalizeKeepsFlatAndEvenChannels() {
    Planes planes(32, 24);  // 768 pixels: every value three times
    for (std::size_t i = 0; i < planes.planeSize(); ++i) {
      planes.plane(0)[i] = static_cast<std::uint8_t>(i % 256);
      planes.plane(1)[i] = 200;
      planes.plane(2)[i] = static_cast<std::uint8_t>(i % 256 / 2);
    }
    const Planes before = planes;
    pil::equalize(planes);
    QVERIFY(std::equal(planes.plane(1), planes.plane(2), before.plane(1)));
    QVERIFY(std::equal(planes.plane(0), planes.plane(1), before.plane(0)));
    QVERIFY(*std::max_element(planes.plane(2), planes.plane(2) + 768) >= 250);
  }

  void posterizeKeepsTheUpperBits() {
    for (int bits = 0; bits <= 8; ++bits) {
      Planes planes = noisyPicture(20, 9, 1);
      const Planes before = planes;
      pil::posterize(planes, bits);
      const int step = 1 << (8 - bits);
      for (std::size_t i = 0; i < planes.values.size(); ++i) {
        QCOMPARE(int{planes.values[i]}, before.values[i] / step * step);
      }
    }
  }

  void invertTwiceIsNothing() {
    Planes planes = noisyPicture(20, 9, 1);
    const Planes before = planes;
    pil::invert(planes);
    QVERIFY(largestDifference(planes, before) > 100);
    pil::invert(planes);
    QCOMPARE(largestDifference(planes, before), 0);
  }
};

QTEST_GUILESS_MAIN(TestTone)
#include "test_tone.moc"
