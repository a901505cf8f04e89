// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/landmark_grid.h"

#include <QTest>
#include <algorithm>
#include <numeric>

#include "core/base/random_stream.h"

using lafs::LandmarkPoint;
using Points = std::vector<LandmarkPoint>;

namespace {

Points exactGrid(int columns, int rows, double spacing, double start) {
  Points points;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      points.push_back({start + spacing * column, start + spacing * row});
    }
  }
  return points;
}

Points randomPoints(int count, std::uint64_t seed) {
  lafs::RandomStream random({77, seed});
  Points points;
  for (int k = 0; k < count; ++k)
    points.push_back({random.uniform(0, 111), random.uniform(0, 111)});
  return points;
}

/// Landmarks of a, t of the way to those of b that `match` names.
Points between(const Points& a, const Points& b, const std::vector<std::int64_t>& match, double t) {
  Points points;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const LandmarkPoint& to = b[match[k]];
    points.push_back({a[k].x + t * (to.x - a[k].x), a[k].y + t * (to.y - a[k].y)});
  }
  return points;
}

std::vector<std::int64_t> nearestMatch(const Points& a, const Points& b) {
  std::vector<double> costs;
  for (const LandmarkPoint& p : a) {
    for (const LandmarkPoint& q : b) {
      costs.push_back((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y));
    }
  }
  return lafs::leastCostMatching(costs, static_cast<std::int64_t>(a.size()));
}

}  // namespace

class TestLandmarkGrid : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void exactGridsScoreOne() {
    QCOMPARE(lafs::gridLikeness(exactGrid(14, 14, 8, 4)), 1.0);
    QCOMPARE(lafs::gridLikeness(exactGrid(14, 14, 111.0 / 13, 0)), 1.0);
    QCOMPARE(lafs::gridLikeness(exactGrid(6, 6, 3, 40)), 1.0);
    QCOMPARE(lafs::gridLikeness(exactGrid(4, 3, 10, 0)), 1.0);  // 12 landmarks: 4 columns
  }

  void orderDoesNotMatter() {
    Points grid = exactGrid(14, 14, 8, 4), mixed;
    lafs::RandomStream random(3);
    for (const std::int64_t k : random.permutation(196)) mixed.push_back(grid[k]);
    QCOMPARE(lafs::gridLikeness(mixed), 1.0);
  }

  void randomPointsScoreBelowATenth() {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const double score = lafs::gridLikeness(randomPoints(196, seed));
      QVERIFY2(score < 0.1, qPrintable(QString("%1: %2").arg(seed).arg(score)));
    }
  }

  void risesOnTheWayToTheGrid() {
    const Points grid = exactGrid(14, 14, 8, 4);
    std::vector<std::int64_t> identity(196);
    std::iota(identity.begin(), identity.end(), 0);
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      const Points start = randomPoints(196, seed);
      // Straight there, and every landmark to whichever place has its number.
      for (const auto& match : {nearestMatch(start, grid), identity}) {
        double last = -1;
        for (int k = 0; k <= 10; ++k) {
          const double score = lafs::gridLikeness(between(start, grid, match, k / 10.0));
          QVERIFY2(score >= last - 1e-9, qPrintable(QString("%1 at %2").arg(score).arg(k)));
          last = score;
        }
        QCOMPARE(last, 1.0);
      }
    }
  }

  void noiseLowersIt() {
    double last = 2;
    for (const double noise : {0.0, 0.5, 1.0, 2.0, 4.0}) {
      lafs::RandomStream random(9);
      Points points = exactGrid(14, 14, 8, 4);
      for (LandmarkPoint& p : points)
        p = {p.x + noise * random.normal(), p.y + noise * random.normal()};
      const double score = lafs::gridLikeness(points);
      QVERIFY(score < last);
      last = score;
    }
  }

  void coincidingLandmarksAreNoGrid() {
    QCOMPARE(lafs::gridLikeness(Points(196, {50, 50})), 0.0);
    Points line;
    for (int k = 0; k < 36; ++k) line.push_back({static_cast<double>(k), 7});
    QCOMPARE(lafs::gridLikeness(line), 0.0);
  }

  void matchingIsTheBestOfAll() {
    lafs::RandomStream random(4);
    for (int trial = 0; trial < 40; ++trial) {
      constexpr int kSize = 6;
      std::vector<double> costs;
      for (int k = 0; k < kSize * kSize; ++k) costs.push_back(random.uniform(-1, 1));
      const auto sum = [&](const std::vector<std::int64_t>& match) {
        double total = 0;
        for (int row = 0; row < kSize; ++row) total += costs[row * kSize + match[row]];
        return total;
      };
      std::vector<std::int64_t> order(kSize);
      std::iota(order.begin(), order.end(), 0);
      double best = sum(order);
      while (std::next_permutation(order.begin(), order.end())) best = std::min(best, sum(order));
      QVERIFY(std::abs(sum(lafs::leastCostMatching(costs, kSize)) - best) < 1e-12);
    }
  }

  void injectedDisplacementComesBack() {
    const Points before = randomPoints(196, 1);
    Points after = before;
    lafs::RandomStream random(8);
    std::vector<double> injected;
    for (LandmarkPoint& p : after) {
      const double distance = random.uniform(0, 12), angle = random.uniform(0, 6.28);
      p = {p.x + distance * std::cos(angle), p.y + distance * std::sin(angle)};
      injected.push_back(distance);
    }
    const std::vector<double> found = lafs::landmarkDistances(before, after);
    for (std::size_t k = 0; k < found.size(); ++k) QVERIFY(std::abs(found[k] - injected[k]) < 0.01);
  }
};

QTEST_GUILESS_MAIN(TestLandmarkGrid)
#include "test_landmark_grid.moc"
