// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/colour_chain.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "core/image/blur.h"
#include "core/image/colour.h"
#include "tests/core/image/picture_fixture.h"

using lafs::ColourChain;
using lafs::Planes;
using lafs::RandomStream;
using namespace lafs::test;

namespace {

/// Whether white noise was blurred: then neighbours are closer to each other than pixels five
/// apart. Brightness and contrast change both alike.
bool looksBlurred(const Planes& planes) {
  double near = 0, far = 0;
  for (std::size_t i = 5; i < planes.planeSize(); ++i) {
    near += std::abs(planes.plane(1)[i] - planes.plane(1)[i - 1]);
    far += std::abs(planes.plane(1)[i] - planes.plane(1)[i - 5]);
  }
  return near < 0.8 * far;
}

bool isGrey(const Planes& planes) {
  return std::equal(planes.plane(0), planes.plane(1), planes.plane(1)) &&
         std::equal(planes.plane(1), planes.plane(2), planes.plane(2));
}

}  // namespace

class TestColourChain : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void isAFunctionOfTheStream() {
    const Planes source = noisyPicture(32, 32, 1);
    for (std::uint64_t key = 0; key < 20; ++key) {
      Planes first = source, second = source, other = source;
      RandomStream a({7, key}), b({7, key}), c({8, key});
      lafs::colourAugment(first, ColourChain::firstGlobal(), a);
      lafs::colourAugment(second, ColourChain::firstGlobal(), b);
      lafs::colourAugment(other, ColourChain::firstGlobal(), c);
      QVERIFY(first.values == second.values);
      QVERIFY(first.values != other.values);
      QCOMPARE(a.bits(), b.bits());
    }
  }

  // White noise shows every part: grey makes channels equal, blur smooths, solarise leaves nothing
  // above the middle of a white picture.
  void partsComeAsOftenAsTheyShould() {
    Planes source(24, 24);
    RandomStream noise(99);
    for (auto& value : source.values) value = static_cast<std::uint8_t>(noise.below(256));
    const int rounds = 2000;
    double visible = 0;  // the share of blurs that this test sees at all
    for (int i = 0; i < rounds; ++i) {
      Planes planes = source;
      lafs::pil::gaussianBlur(planes, 0.1 + 1.9 * (i + 0.5) / rounds);
      visible += looksBlurred(planes) ? 1.0 / rounds : 0;
    }
    QVERIFY(visible > 0.6 && !looksBlurred(source));
    const ColourChain chains[3] = {ColourChain::firstGlobal(), ColourChain::secondGlobal(),
                                   ColourChain::local()};
    const double blurShare[3] = {1.0, 0.1, 0.5};
    for (int which = 0; which < 3; ++which) {
      int grey = 0, smooth = 0;
      for (int i = 0; i < rounds; ++i) {
        RandomStream random({21, static_cast<std::uint64_t>(which * rounds + i)});
        Planes planes = source;
        lafs::colourAugment(planes, chains[which], random);
        if (isGrey(planes)) {
          ++grey;
          continue;
        }
        smooth += looksBlurred(planes) ? 1 : 0;
      }
      QVERIFY(std::fabs(grey / double(rounds) - 0.2) < 0.03);
      const double seen = smooth / double(rounds - grey) / visible;
      QVERIFY2(std::fabs(seen - blurShare[which]) < 0.04, qPrintable(QString::number(seen)));
    }
  }

  void solarisesOnlyTheSecondGlobalView() {
    Planes white(8, 8);
    std::fill(white.values.begin(), white.values.end(), std::uint8_t{255});
    const int rounds = 4000;
    int first = 0, second = 0;
    for (int i = 0; i < rounds; ++i) {
      for (int* count : {&first, &second}) {
        Planes planes = white;
        RandomStream random({31, static_cast<std::uint64_t>(i)});
        const bool isFirst = count == &first;
        lafs::colourAugment(
            planes, isFirst ? ColourChain::firstGlobal() : ColourChain::secondGlobal(), random);
        *count += planes.values[0] < 110 ? 1 : 0;  // brightness 0.6 leaves 153
      }
    }
    QCOMPARE(first, 0);
    QVERIFY(std::fabs(second / double(rounds) - 0.2) < 0.03);
  }

  // Brightness alone, on a flat grey: the factors are uniform in 0.6 … 1.4.
  void jitterFactorsAreUniform() {
    double sum = 0;
    int low = 255, high = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
      Planes planes(2, 2);
      std::fill(planes.values.begin(), planes.values.end(), std::uint8_t{100});
      RandomStream random({41, i});
      lafs::colourJitter(planes, {0.4, 0, 0, 0}, lafs::JitterStyle::Pil, random);
      const int value = planes.values[0];
      sum += value;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    QVERIFY(low >= 58 && low <= 61 && high >= 138 && high <= 140);
    QVERIFY(std::fabs(sum / 4000 - 99.5) < 1.0);
  }

  // Contrast about the mean and brightness do not commute: both orders must be seen.
  void jitterOrderChanges() {
    Planes source(16, 1);
    for (std::size_t i = 0; i < source.values.size(); ++i) {
      source.values[i] = static_cast<std::uint8_t>(i % 16 * 17);
    }
    int contrastFirst = 0, brightnessFirst = 0;
    for (std::uint64_t i = 0; i < 300; ++i) {
      RandomStream random({51, i}), copy({51, i});
      Planes got = source;
      lafs::colourJitter(got, {0.4, 0.4, 0, 0}, lafs::JitterStyle::Pil, random);
      const auto order = copy.permutation(4);
      const double brightness = copy.uniform(0.6, 1.4), contrast = copy.uniform(0.6, 1.4);
      Planes one = source, two = source;
      lafs::pil::contrast(one, contrast);
      lafs::pil::brightness(one, brightness);
      lafs::pil::brightness(two, brightness);
      lafs::pil::contrast(two, contrast);
      QVERIFY(got.values == one.values || got.values == two.values);
      if (one.values == two.values) continue;
      contrastFirst += got.values == one.values ? 1 : 0;
      brightnessFirst += got.values == two.values ? 1 : 0;
    }
    QVERIFY(contrastFirst > 80 && brightnessFirst > 80);
  }
};

QTEST_GUILESS_MAIN(TestColourChain)
#include "test_colour_chain.moc"
