// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/rand_augment.h"

#include <QTest>
#include <cmath>
#include <set>

#include "core/image/affine.h"
#include "core/image/colour.h"
#include "core/image/tone.h"
#include "tests/core/image/picture_fixture.h"

using lafs::Planes;
using lafs::RandAugmentOperation;
using lafs::RandomStream;
using namespace lafs::test;
namespace pil = lafs::pil;

namespace {

const RandAugmentOperation& operation(const std::string& name) {
  for (const auto& candidate : lafs::randAugmentOperations()) {
    if (candidate.name == name) return candidate;
  }
  throw std::logic_error("no operation " + name);
}

/// Every picture that an operation makes of `source` in many draws.
std::set<std::vector<std::uint8_t>> outcomes(const std::string& name, const Planes& source,
                                             double magnitude) {
  std::set<std::vector<std::uint8_t>> results;
  for (std::uint64_t i = 0; i < 64; ++i) {
    RandomStream random({1, i});
    Planes planes = source;
    operation(name).apply(planes, magnitude, random);
    results.insert(planes.values);
  }
  return results;
}

using Results = std::set<std::vector<std::uint8_t>>;

Results affineResults(const Planes& source, const pil::AffineMatrix& plus,
                      const pil::AffineMatrix& minus) {
  Results results;
  for (const auto& matrix : {plus, minus}) {
    for (const auto resample : {pil::Resample::Bilinear, pil::Resample::Bicubic}) {
      results.insert(pil::affine(source, matrix, resample, 128).values);
    }
  }
  return results;
}

Results enhanceResults(const Planes& source, void (*apply)(Planes&, double), double change) {
  Results results;
  for (const double factor : {1 + change, 1 - change}) {
    Planes planes = source;
    apply(planes, factor);
    results.insert(planes.values);
  }
  return results;
}

}  // namespace

class TestRandAugment : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void hasTheThirteenOperations() {
    std::set<std::string> names;
    for (const auto& one : lafs::randAugmentOperations()) names.insert(one.name);
    QCOMPARE(names.size(), std::size_t{13});
    QCOMPARE(lafs::randAugmentOperations().size(), std::size_t{13});
  }

  void magnitudesAreThoseOfThePaper() {
    const Planes source = noisyPicture(40, 30, 12);
    const double m = 4;
    QVERIFY(outcomes("Rotate", source, m) ==
            affineResults(source, pil::rotation(12, 40, 30), pil::rotation(-12, 40, 30)));
    QVERIFY(outcomes("ShearX", source, m) ==
            affineResults(source, pil::shearX(0.12), pil::shearX(-0.12)));
    QVERIFY(outcomes("ShearY", source, m) ==
            affineResults(source, pil::shearY(0.12), pil::shearY(-0.12)));
    const double part = m / 10 * 0.45;
    QVERIFY(outcomes("TranslateXRel", source, m) ==
            affineResults(source, pil::translation(part * 40, 0), pil::translation(-part * 40, 0)));
    QVERIFY(outcomes("TranslateYRel", source, m) ==
            affineResults(source, pil::translation(0, part * 30), pil::translation(0, -part * 30)));
    QVERIFY(outcomes("ColorIncreasing", source, m) ==
            enhanceResults(source, pil::saturation, 0.36));
    QVERIFY(outcomes("ContrastIncreasing", source, m) ==
            enhanceResults(source, pil::contrast, 0.36));
    QVERIFY(outcomes("BrightnessIncreasing", source, m) ==
            enhanceResults(source, pil::brightness, 0.36));
    QVERIFY(outcomes("SharpnessIncreasing", source, m) ==
            enhanceResults(source, pil::sharpness, 0.36));
  }

  void posterizeKeepsFewerBitsAsItGrows() {
    const Planes source = noisyPicture(16, 16, 2);
    const std::pair<double, int> bits[] = {{0, 4}, {2.4, 4}, {2.5, 3}, {5, 2}, {9.9, 1}, {10, 0}};
    for (const auto& [magnitude, kept] : bits) {
      Planes expected = source;
      pil::posterize(expected, kept);
      QVERIFY(outcomes("PosterizeIncreasing", source, magnitude) == Results{expected.values});
    }
  }

  void halfOfTheTwoOperationsAreCarriedOut() {
    // A picture which every operation changes, so that an unchanged one means that none ran.
    Planes source = noisyPicture(24, 24, 5);
    for (auto& value : source.values) value = static_cast<std::uint8_t>(30 + value * 0.7);
    int unchanged = 0;
    const int rounds = 3000;
    for (int i = 0; i < rounds; ++i) {
      RandomStream random({61, static_cast<std::uint64_t>(i)});
      Planes planes = source;
      lafs::randAugment(planes, 8, random);
      unchanged += planes.values == source.values ? 1 : 0;
    }
    // Both left out: 1/4; or inverted twice: 1/4 * 1/169.
    QVERIFY(std::fabs(unchanged / double(rounds) - 0.2515) < 0.03);
  }

  void sameStreamSamePicture() {
    const Planes source = noisyPicture(30, 30, 5);
    for (std::uint64_t i = 0; i < 50; ++i) {
      RandomStream a({3, i}), b({3, i});
      Planes first = source, second = source;
      lafs::randAugment(first, 2, a);
      lafs::randAugment(second, 2, b);
      QVERIFY(first.values == second.values);
    }
  }
};

QTEST_GUILESS_MAIN(TestRandAugment)
#include "test_rand_augment.moc"
