// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/views.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <thread>

#include "core/image/normalise.h"
#include "core/image/resize.h"
#include "tests/core/image/picture_fixture.h"

using lafs::Image;
using lafs::PretrainSpec;
using lafs::RandomStream;
using lafs::SupervisedAugmentSpec;
using lafs::ViewTransform;
using namespace lafs::test;

namespace {

using Outputs = std::vector<std::vector<float>>;

Outputs run(const ViewTransform& transform, const Image& image, std::uint64_t key) {
  Outputs outputs;
  std::vector<float*> pointers;
  for (const auto& shape : transform.shapes) {
    outputs.emplace_back(shape[0] * shape[1] * shape[2], -77.0f);
  }
  for (auto& output : outputs) pointers.push_back(output.data());
  RandomStream random(key);
  transform.apply(image, random, pointers);
  return outputs;
}

Image face(int width, int height) {
  return lafs::toImage(noisyPicture(width, height, 17));
}

bool within(const Outputs& outputs, float low, float high) {
  return std::all_of(outputs.begin(), outputs.end(), [&](const std::vector<float>& values) {
    return std::all_of(values.begin(), values.end(),
                       [&](float v) { return v >= low && v <= high; });
  });
}

}  // namespace

class TestViews : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void lafsGivesTwentyTensorsInPairs() {
    const ViewTransform views = lafs::lafsViews(PretrainSpec(), 112);
    QCOMPARE(views.shapes.size(), std::size_t{20});
    for (const auto& shape : views.shapes) {
      QVERIFY((shape == std::array<std::int64_t, 3>{3, 112, 112}));
    }
    const Outputs outputs = run(views, face(112, 112), 5);
    QVERIFY(within(outputs, -1, 1));
    for (std::size_t v = 0; v + 2 < 20; v += 2) QVERIFY(outputs[v] != outputs[v + 2]);
  }

  // Where colour leaves a view alone, plain and colour are the same picture: the geometry is
  // shared. That takes a local view without jitter, grey and blur: one in 12.5.
  void plainAndColourShareTheirGeometry() {
    const ViewTransform views = lafs::lafsViews(PretrainSpec(), 48);
    const Image image = face(48, 48);
    int equal = 0, pairs = 0;
    for (std::uint64_t key = 0; key < 60; ++key) {
      const Outputs outputs = run(views, image, key);
      for (std::size_t v = 4; v < 20; v += 2) {
        equal += outputs[v] == outputs[v + 1] ? 1 : 0;
        ++pairs;
      }
    }
    QVERIFY(std::fabs(equal / double(pairs) - 0.08) < 0.04);
  }

  // On a picture whose red channel is its column, a crop shows from where to where it reaches.
  void cropsCoverTheScaleRange_data() {
    QTest::addColumn<bool>("local");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("global views") << false << 0.4 << 1.0;
    QTest::newRow("local views") << true << 0.08 << 0.4;
  }
  void cropsCoverTheScaleRange() {
    QFETCH(bool, local);
    QFETCH(double, low);
    QFETCH(double, high);
    lafs::Planes map(112, 112);
    for (int y = 0; y < 112; ++y) {
      for (int x = 0; x < 112; ++x) {
        map.row(0, y)[x] = static_cast<std::uint8_t>(2 * x);
        map.row(1, y)[x] = static_cast<std::uint8_t>(2 * y);
      }
    }
    PretrainSpec spec;
    spec.localScale = {0.08, 0.4};
    // The plain outputs of LAFS are crops and nothing else.
    if (local) spec.globalScale = spec.localScale;
    const ViewTransform views = lafs::lafsViews(spec, 112);
    const Image image = lafs::toImage(map);
    double smallest = 1, largest = 0;
    int mirrored = 0, count = 0;
    for (std::uint64_t key = 0; key < 25; ++key) {
      const Outputs outputs = run(views, image, key);
      for (std::size_t v = 0; v < 20; v += 2) {
        const float* red = outputs[v].data() + 56 * 112;
        const float* green = outputs[v].data() + 112 * 112;
        const double spanX = (red[100] - red[11]) * 127.5 / 2 / 89 * 112;
        const double spanY = (green[100 * 112 + 56] - green[11 * 112 + 56]) * 127.5 / 2 / 89 * 112;
        mirrored += spanX < 0 ? 1 : 0;
        ++count;
        const double area = std::fabs(spanX) * spanY / 12544;
        smallest = std::min(smallest, area);
        largest = std::max(largest, area);
      }
    }
    QVERIFY2(smallest > low * 0.9 && smallest < low + 0.1, qPrintable(QString::number(smallest)));
    QVERIFY2(largest < high * 1.1 && largest > high - 0.1, qPrintable(QString::number(largest)));
    QVERIFY(std::fabs(mirrored / double(count) - 0.5) < 0.1);
  }

  void dinoGivesTwoLargeAndEightSmall() {
    const ViewTransform views = lafs::dinoViews(PretrainSpec(), 112, false);
    QCOMPARE(views.shapes.size(), std::size_t{10});
    for (std::size_t v = 0; v < 10; ++v) {
      const std::int64_t side = v < 2 ? 112 : 48;
      QVERIFY((views.shapes[v] == std::array<std::int64_t, 3>{3, side, side}));
    }
    QVERIFY(within(run(views, face(112, 112), 3), -1, 1));
  }

  void dinoOnPartFvitKeepsTheFullSide() {
    const ViewTransform views = lafs::dinoViews(PretrainSpec(), 112, true);
    QCOMPARE(views.shapes.size(), std::size_t{10});
    for (const auto& shape : views.shapes) QCOMPARE(shape[1], std::int64_t{112});
    const Outputs outputs = run(views, face(112, 112), 3);
    // Local crops are enlarged about threefold, so neighbours differ far less than in global ones.
    const auto roughness = [&](std::size_t view) {
      double sum = 0;
      for (int i = 1; i < 112 * 112; ++i) sum += std::fabs(outputs[view][i] - outputs[view][i - 1]);
      return sum;
    };
    QVERIFY(within(outputs, -1, 1));
    QVERIFY(roughness(9) < roughness(1));
  }

  void imagenetNormalisationRescalesTheSameViews() {
    PretrainSpec plain, imagenet;
    imagenet.normalisation = "imagenet";
    const Image image = face(112, 112);
    const Outputs a = run(lafs::dinoViews(plain, 112, false), image, 8);
    const Outputs b = run(lafs::dinoViews(imagenet, 112, false), image, 8);
    for (std::size_t i = 0; i < 112 * 112; ++i) {
      QVERIFY(std::fabs(b[0][i] - ((a[0][i] + 1) / 2 - 0.485) / 0.229) < 1e-5);
    }
    const Outputs c = run(lafs::lafsViews(plain, 48), image, 8);
    const Outputs d = run(lafs::lafsViews(imagenet, 48), image, 8);
    QVERIFY(c[0] == d[0] && c[1] != d[1]);  // the landmark CNN's input stays as it was trained
  }

  void sameStreamSameViewsOnAnyThread() {
    const Image image = face(112, 112);
    SupervisedAugmentSpec supervised;
    supervised.randAugmentMagnitude = 2;
    for (const ViewTransform& views :
         {lafs::lafsViews(PretrainSpec(), 112), lafs::dinoViews(PretrainSpec(), 112, false),
          lafs::supervisedView(supervised, 112)}) {
      const Outputs once = run(views, image, 42);
      QVERIFY(once != run(views, image, 43));
      std::vector<Outputs> others(4);
      std::vector<std::thread> threads;
      for (Outputs& other : others) threads.emplace_back([&] { other = run(views, image, 42); });
      for (std::thread& thread : threads) thread.join();
      for (const Outputs& other : others) QVERIFY(other == once);
    }
  }

  void supervisedViewStaysClose() {
    const Image image = face(112, 112);
    const ViewTransform views = lafs::supervisedView(SupervisedAugmentSpec(), 112);
    QCOMPARE(views.shapes.size(), std::size_t{1});
    int erased = 0;
    const int rounds = 300;
    for (std::uint64_t key = 0; key < rounds; ++key) {
      const Outputs outputs = run(views, image, key);
      QVERIFY(within(outputs, -1, 1));
      // An erased box is black in all channels, which this picture is nowhere else for long.
      int run = 0, longest = 0;
      for (std::size_t i = 0; i < 112 * 112; ++i) {
        const bool black = outputs[0][i] == -1 && outputs[0][i + 112 * 112] == -1 &&
                           outputs[0][i + 2 * 112 * 112] == -1;
        run = black ? run + 1 : 0;
        longest = std::max(longest, run);
      }
      erased += longest >= 8 ? 1 : 0;
    }
    QVERIFY(std::fabs(erased / double(rounds) - 0.5) < 0.1);
  }

  void flipOnlyIsThePictureOrItsMirror() {
    SupervisedAugmentSpec spec;
    spec.enabled = false;
    const Image image = face(112, 112);
    const ViewTransform views = lafs::supervisedView(spec, 112);
    const Outputs plain = run(lafs::evaluationView(112, false, false), image, 0);
    const Outputs mirror = run(lafs::evaluationView(112, false, true), image, 0);
    int mirrored = 0;
    for (std::uint64_t key = 0; key < 200; ++key) {
      const Outputs got = run(views, image, key);
      QVERIFY(got == plain || got == mirror);
      mirrored += got == mirror ? 1 : 0;
    }
    QVERIFY(mirrored > 70 && mirrored < 130);
  }

  void evaluationIsThePixelsThemselves() {
    const Image image = face(112, 112);
    const Outputs full = run(lafs::evaluationView(112, false, false), image, 1);
    const Outputs half = run(lafs::evaluationView(112, true, false), image, 2);
    const Outputs mirror = run(lafs::evaluationView(112, true, true), image, 3);
    for (int y = 0; y < 112; ++y) {
      for (int x = 0; x < 112; ++x) {
        const double value = image.row(y)[3 * x + 2] / 255.0;  // blue
        const std::size_t at = 2 * 12544 + 112 * y;
        QVERIFY(std::fabs(full[0][at + x] - (2 * value - 1)) < 1e-6);
        QVERIFY(std::fabs(half[0][at + x] - (value - 0.5)) < 1e-6);
        QCOMPARE(mirror[0][at + 111 - x], half[0][at + x]);
      }
    }
  }

  void takesPicturesOfAnySize() {
    for (const auto& [width, height] : {std::pair{92, 112}, {250, 250}, {1, 1}, {40, 300}}) {
      const Image image = face(width, height);
      for (const std::int64_t side : {48, 112}) {
        QVERIFY(within(run(lafs::lafsViews(PretrainSpec(), side), image, 1), -1, 1));
        QVERIFY(within(run(lafs::dinoViews(PretrainSpec(), side, false), image, 1), -1, 1));
        QVERIFY(within(run(lafs::supervisedView(SupervisedAugmentSpec(), side), image, 1), -1, 1));
        const Outputs evaluated = run(lafs::evaluationView(side, false, false), image, 1);
        const auto resized = lafs::resizeBicubic(lafs::toPlanes(image), static_cast<int>(side),
                                                 static_cast<int>(side));
        std::vector<float> expected(resized.values.size());
        lafs::normalise(resized, lafs::Normalisation::full(), expected.data());
        QVERIFY(evaluated[0] == expected);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestViews)
#include "test_views.moc"
