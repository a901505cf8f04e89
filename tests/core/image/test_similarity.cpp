// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/similarity.h"

#include <QTest>
#include <cmath>

#include "core/base/random_stream.h"

using namespace lafs;

namespace {

double squaredError(const Similarity& s, const std::vector<ImagePoint>& from,
                    const std::vector<ImagePoint>& to) {
  double sum = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const ImagePoint p = s.apply(from[i]);
    sum += std::pow(p.x - to[i].x, 2) + std::pow(p.y - to[i].y, 2);
  }
  return sum;
}

std::vector<ImagePoint> randomPoints(std::size_t count, std::uint64_t seed) {
  RandomStream random({seed});
  std::vector<ImagePoint> points(count);
  for (ImagePoint& p : points) p = {random.uniform(0, 200), random.uniform(0, 200)};
  return points;
}

}  // namespace

class TestSimilarity : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void recoversAKnownSimilarity();
  void isTheBestOfAll();
  void neverMirrors();
  void refusesPointsThatCoincide();
  void templateScalesWithTheSide();
  void warpsAndFillsWithBlack();
  void takesTheCentralSquare();
};

void TestSimilarity::recoversAKnownSimilarity() {
  const Similarity truth{0.7 * std::cos(0.4), 0.7 * std::sin(0.4), -31, 12.5};
  const std::vector<ImagePoint> from = randomPoints(5, 1);
  std::vector<ImagePoint> to;
  for (const ImagePoint& p : from) to.push_back(truth.apply(p));
  const auto found = fitSimilarity(from, to);
  QVERIFY(found);
  QVERIFY(std::abs(found->a - truth.a) < 1e-12 && std::abs(found->b - truth.b) < 1e-12);
  QVERIFY(std::abs(found->tx - truth.tx) < 1e-9 && std::abs(found->ty - truth.ty) < 1e-9);
}

void TestSimilarity::isTheBestOfAll() {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto from = randomPoints(5, seed), to = randomPoints(5, seed + 100);
    const auto best = fitSimilarity(from, to);
    QVERIFY(best);
    const double error = squaredError(*best, from, to);
    for (int k = 0; k < 8; ++k) {
      Similarity other = *best;
      const double step = k % 2 == 0 ? 1e-3 : -1e-3;
      (k / 2 == 0 ? other.a : k / 2 == 1 ? other.b : k / 2 == 2 ? other.tx : other.ty) += step;
      QVERIFY(squaredError(other, from, to) > error);
    }
  }
}

void TestSimilarity::neverMirrors() {
  const FacePoints points = alignmentTemplate();
  std::vector<ImagePoint> from, to;
  for (const ImagePoint& p : points) {
    from.push_back({111 - p.x, p.y});
    to.push_back(p);
  }
  const auto found = fitSimilarity(from, to);
  QVERIFY(found);
  // A turn keeps the order of corners; a mirror image would have fitted (almost) perfectly.
  QVERIFY(squaredError(*found, from, to) > 100);
}

void TestSimilarity::refusesPointsThatCoincide() {
  const std::vector<ImagePoint> same(5, ImagePoint{3, 4});
  QVERIFY(!fitSimilarity(same, randomPoints(5, 3)));
}

void TestSimilarity::templateScalesWithTheSide() {
  const FacePoints at112 = alignmentTemplate(), at56 = alignmentTemplate(56);
  for (std::size_t k = 0; k < 5; ++k) QCOMPARE(at56[k].x * 2, at112[k].x);
  QCOMPARE(at112[0].x, 38.2946);
  QCOMPARE(at112[4].y, 92.2041);
}

void TestSimilarity::warpsAndFillsWithBlack() {
  Image image(3, 3);
  image.row(1)[3] = 200;  // red of the middle pixel
  const Image moved = warp(image, Similarity{1, 0, 2, 1}, 6);
  for (int y = 0; y < 6; ++y) {
    for (int x = 0; x < 6; ++x) {
      QCOMPARE(static_cast<int>(moved.row(y)[3 * x]), x == 3 && y == 2 ? 200 : 0);
    }
  }
  const Image half = warp(image, Similarity{1, 0, 0.5, 0}, 3);
  QCOMPARE(static_cast<int>(half.row(1)[3]), 100);
  QCOMPARE(static_cast<int>(half.row(1)[6]), 100);
}

void TestSimilarity::takesTheCentralSquare() {
  Image image(6, 2);
  for (int y = 0; y < 2; ++y) {
    for (int x = 0; x < 6; ++x) image.row(y)[3 * x] = static_cast<std::uint8_t>(10 * x);
  }
  const Image square = centreSquare(image, 2);
  QCOMPARE(square.width, 2);
  QCOMPARE(static_cast<int>(square.row(0)[0]), 20);
  QCOMPARE(static_cast<int>(square.row(1)[3]), 30);
}

QTEST_APPLESS_MAIN(TestSimilarity)
#include "test_similarity.moc"
