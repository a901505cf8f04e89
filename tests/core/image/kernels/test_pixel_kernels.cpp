// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/kernels/pixel_kernels.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/core/image/picture_fixture.h"

using lafs::PixelKernels;
using lafs::Planes;
using namespace lafs::test;

namespace {

/// Runs every kernel on `source`; sizes are chosen so that partly filled lanes occur.
std::vector<std::vector<std::uint8_t>> runAll(const PixelKernels& k, const Planes& source) {
  std::vector<std::vector<std::uint8_t>> results;
  const std::size_t count = source.planeSize();
  const auto fresh = [&] {
    results.push_back(source.values);
    return results.back().data();
  };
  const std::uint8_t* red = source.plane(0);
  const std::uint8_t* green = source.plane(1);
  const std::uint8_t* blue = source.plane(2);
  for (const float factor : {0.3f, 1.37f}) {
    k.blendConstant(fresh(), 3 * count, 91, factor);
    k.blendPlane(green, fresh(), count, factor);
    k.mixConstant(fresh(), 3 * count, factor, 17.25f);
    k.mixPlane(green, fresh(), count, factor, 1 - factor);
  }
  k.greyInteger(red, green, blue, count, fresh());
  k.greyFloat(red, green, blue, count, fresh());
  for (const int shift : {-25, 3, 100}) {
    std::uint8_t* a = fresh();
    k.turnHueByte(a, a + count, a + 2 * count, count, shift);
    std::uint8_t* b = fresh();
    k.turnHueFloat(b, b + count, b + 2 * count, count, static_cast<float>(shift) / 255);
  }
  const std::int32_t weights[5] = {-200000, 900000, 3000000, 700000, -205696};
  k.weightRows(red, source.width, weights, 5, source.width, fresh());
  std::vector<std::uint16_t> sum(count, 700);
  std::vector<std::uint8_t> zero(count, 0);
  k.boxRow(red, zero.data(), green, blue, 5000000, 888608, count, sum.data(), fresh());
  std::vector<float> scaled(count);
  k.scaleToFloat(red, count, 0.485f, 4.3f, scaled.data());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(scaled.data());
  results.emplace_back(bytes, bytes + 4 * count);
  return results;
}

}  // namespace

class TestPixelKernels : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void bothSetsGiveTheSameBits() {
    const PixelKernels* fast = lafs::avx2PixelKernels();
    if (!fast) QSKIP("this processor has no AVX2: there is only one set");
    for (const int width : {1, 7, 8, 9, 16, 31, 112}) {
      for (const int height : {6, 13}) {
        const Planes source = noisyPicture(width, height, 40 + width);
        const auto plain = runAll(lafs::plainPixelKernels(), source);
        const auto quick = runAll(*fast, source);
        for (std::size_t i = 0; i < plain.size(); ++i) {
          QVERIFY2(plain[i] == quick[i],
                   qPrintable(QString("kernel run %1, width %2").arg(i).arg(width)));
        }
      }
    }
  }

  // Every colour on a grid over the cube, against PIL's formulas in double precision.
  void hueEqualsTheFormulasForAllColours() {
    std::vector<std::uint8_t> red, green, blue;
    for (int r = 0; r < 256; r += 3) {
      for (int g = 0; g < 256; g += 5) {
        for (int b = 0; b < 256; b += 3) {
          red.push_back(static_cast<std::uint8_t>(r));
          green.push_back(static_cast<std::uint8_t>(g));
          blue.push_back(static_cast<std::uint8_t>(b));
        }
      }
    }
    auto gotRed = red, gotGreen = green, gotBlue = blue;
    const int shift = -17;
    lafs::pixelKernels().turnHueByte(gotRed.data(), gotGreen.data(), gotBlue.data(), red.size(),
                                     shift);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < red.size(); ++i) {
      const float high = std::max({red[i], green[i], blue[i]});
      const float low = std::min({red[i], green[i], blue[i]});
      int hue = 0, saturation = 0;
      if (high > low) {
        const float range = high - low;
        const float r = (high - red[i]) / range, g = (high - green[i]) / range,
                    b = (high - blue[i]) / range;
        float sector;
        if (red[i] == high) {
          sector = b - g;
        } else if (green[i] == high) {
          sector = static_cast<float>(2.0 + r - b);
        } else {
          sector = static_cast<float>(4.0 + g - r);
        }
        const float turn = static_cast<float>(std::fmod(sector / 6.0 + 1.0, 1.0));
        hue = static_cast<int>(turn * 255.0);
        saturation = static_cast<int>((range / high) * 255.0);
      }
      hue = (hue + shift) & 255;
      const float part = static_cast<float>(saturation / 255.0);
      const float position = static_cast<float>(static_cast<float>(hue) * 6.0 / 255.0);
      const int whole = static_cast<int>(position);
      const float fraction = position - static_cast<float>(whole);
      const int v = static_cast<int>(high), p = static_cast<int>(std::round(v * (1.0 - part))),
                q = static_cast<int>(std::round(v * (1.0 - part * fraction))),
                t = static_cast<int>(std::round(v * (1.0 - part * (1.0 - fraction))));
      const int table[6][3] = {{v, t, p}, {q, v, p}, {p, v, t}, {p, q, v}, {t, p, v}, {v, p, q}};
      const int* expected = table[whole % 6];
      wrong += gotRed[i] != expected[0] || gotGreen[i] != expected[1] || gotBlue[i] != expected[2];
    }
    QCOMPARE(wrong, std::size_t{0});
  }
};

QTEST_GUILESS_MAIN(TestPixelKernels)
#include "test_pixel_kernels.moc"
