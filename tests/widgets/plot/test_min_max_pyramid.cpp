// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <limits>
#include <random>

#include "widgets/plot/min_max_pyramid.h"

using lafs::Extremes;
using lafs::MinMaxPyramid;

namespace {

/// The same by looking at every value.
Extremes plainExtremes(const std::vector<double>& values, std::size_t begin, std::size_t end,
                       double floor) {
  Extremes found;
  for (std::size_t i = begin; i < end; ++i) {
    if (!(values[i] > floor)) continue;
    if (!found.any || values[i] < found.minimum) {
      found.minimum = values[i];
      found.minimumAt = i;
    }
    if (!found.any || values[i] > found.maximum) {
      found.maximum = values[i];
      found.maximumAt = i;
    }
    found.any = true;
  }
  return found;
}

/// Noise with ties, gaps and values below zero.
std::vector<double> roughValues(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> values(count);
  for (double& value : values) {
    value = static_cast<double>(random() % 2001) / 100 - 5;
    if (random() % 50 == 0) value = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

void compare(const Extremes& found, const Extremes& expected) {
  QCOMPARE(found.any, expected.any);
  if (!expected.any) return;
  QCOMPARE(found.minimum, expected.minimum);
  QCOMPARE(found.maximum, expected.maximum);
  QCOMPARE(found.minimumAt, expected.minimumAt);
  QCOMPARE(found.maximumAt, expected.maximumAt);
}

}  // namespace

class TestMinMaxPyramid : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void findsTheExtremesOfAnyStretch_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("floor");
    for (const int count : {1, 31, 32, 33, 256, 257, 2048, 5000, 70000}) {
      for (const double floor : {-std::numeric_limits<double>::infinity(), 0.0}) {
        QTest::addRow("%d above %g", count, floor) << count << floor;
      }
    }
  }

  void findsTheExtremesOfAnyStretch() {
    QFETCH(int, count);
    QFETCH(double, floor);
    const auto values = roughValues(static_cast<std::size_t>(count), 7);
    MinMaxPyramid pyramid(floor);
    pyramid.extend(values.data(), values.size());
    std::mt19937 random(11);
    for (int trial = 0; trial < 300; ++trial) {
      std::size_t begin = random() % values.size();
      std::size_t end = random() % (values.size() + 1);
      if (trial == 0) {
        begin = 0;
        end = values.size();
      }
      if (begin > end) std::swap(begin, end);
      compare(pyramid.over(values.data(), begin, end), plainExtremes(values, begin, end, floor));
    }
  }

  void growsAsTheValuesDo() {
    const auto values = roughValues(9000, 3);
    MinMaxPyramid pyramid;
    std::mt19937 random(5);
    for (std::size_t count = 0; count < values.size();) {
      count = std::min(values.size(), count + random() % 400);
      pyramid.extend(values.data(), count);
      QCOMPARE(pyramid.size(), count);
      const std::size_t begin = count == 0 ? 0 : random() % count;
      compare(pyramid.over(values.data(), begin, count),
              plainExtremes(values, begin, count, -std::numeric_limits<double>::infinity()));
    }
  }

  void saysWhenNothingCounts() {
    const std::vector<double> values(100, std::nan(""));
    MinMaxPyramid pyramid;
    pyramid.extend(values.data(), values.size());
    QVERIFY(!pyramid.over(values.data(), 0, 100).any);
    QVERIFY(!pyramid.over(values.data(), 40, 40).any);
  }
};

QTEST_GUILESS_MAIN(TestMinMaxPyramid)
#include "test_min_max_pyramid.moc"
