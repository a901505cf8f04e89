// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

#include "widgets/plot/curve_data.h"

using lafs::CurveData;
using lafs::CurvePoint;
using lafs::PlotWindow;

namespace {

CurveData spikyCurve(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> x(count);
  std::vector<double> y(count);
  double at = 0.001;
  for (std::size_t i = 0; i < count; ++i) {
    at += static_cast<double>(random() % 1000) / 500;  // steps of unequal width, some of none
    x[i] = at;
    y[i] =
        std::sin(at / 1000) + (random() % 5000 == 0 ? 50.0 : 0) - (random() % 5000 == 0 ? 50.0 : 0);
  }
  return CurveData(std::move(x), std::move(y));
}

/// Windows at every zoom: from everything down to a handful of samples.
std::vector<PlotWindow> windowsOver(const CurveData& curve, bool logX, bool logY, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<PlotWindow> windows;
  const double first = curve.x().front();
  const double last = curve.x().back();
  for (double width = last - first; width > 4; width /= 3) {
    for (int trial = 0; trial < 4; ++trial) {
      const double share = static_cast<double>(random() % 1000) / 1000;
      const double lower = first + share * (last - first - width);
      windows.push_back({lower, lower + width, 50 + static_cast<int>(random() % 1500), logX, logY});
    }
  }
  return windows;
}

CurveData curveOf(std::vector<double> x, std::vector<double> y) {
  return CurveData(std::move(x), std::move(y));
}

}  // namespace

class TestCurveData : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsEveryExtremeInView_data() {
    QTest::addColumn<bool>("logX");
    QTest::addColumn<bool>("logY");
    QTest::addRow("linear") << false << false;
    QTest::addRow("logarithmic x") << true << false;
    QTest::addRow("logarithmic y") << false << true;
    QTest::addRow("both logarithmic") << true << true;
  }

  void keepsEveryExtremeInView() {
    QFETCH(bool, logX);
    QFETCH(bool, logY);
    const CurveData curve = spikyCurve(200000, 17);
    for (const PlotWindow& window : windowsOver(curve, logX, logY, 23)) {
      double low = INFINITY;
      double high = -INFINITY;
      for (std::size_t i = 0; i < curve.size(); ++i) {
        const double x = curve.x()[i];
        const double y = curve.y()[i];
        if (x < window.lower || x > window.upper || (logY && y <= 0)) continue;
        low = std::min(low, y);
        high = std::max(high, y);
      }
      double shownLow = INFINITY;
      double shownHigh = -INFINITY;
      double before = -INFINITY;
      const auto points = curve.visible(window);
      QVERIFY(points.size() <= 4u * static_cast<std::size_t>(window.columns) + 4);
      for (const CurvePoint& point : points) {
        QVERIFY(point.x >= before);
        before = point.x;
        if (point.x < window.lower || point.x > window.upper || std::isnan(point.y)) continue;
        shownLow = std::min(shownLow, point.y);
        shownHigh = std::max(shownHigh, point.y);
      }
      QCOMPARE(shownLow, low);
      QCOMPARE(shownHigh, high);
      const auto extremes = curve.extremesIn(window);
      if (extremes.any) {
        QCOMPARE(extremes.minimum, low);
        QCOMPARE(extremes.maximum, high);
      }
    }
  }

  void showsTheSamplesThemselvesWhenTheyFit() {
    const CurveData curve = spikyCurve(200000, 5);
    const double lower = curve.x()[1000];
    const double upper = curve.x()[1300];
    const auto points = curve.visible({lower, upper, 400, false, false});
    QVERIFY(curve.isWholeIn({lower, upper, 400, false, false}));
    QVERIFY(points.size() >= 301);
    for (std::size_t i = 1000; i <= 1300; ++i) {
      QVERIFY(std::any_of(points.begin(), points.end(), [&](const CurvePoint& point) {
        return point.x == curve.x()[i] && point.y == curve.y()[i];
      }));
    }
  }

  void reachesOverTheEdgesOfTheWindow() {
    const CurveData curve = curveOf({0, 1, 2, 3}, {5, 6, 7, 8});
    const auto points = curve.visible({1.25, 1.75, 100, false, false});
    QCOMPARE(points.size(), std::size_t{2});  // so that the line crosses the whole window
    QCOMPARE(points.front().x, 1.0);
    QCOMPARE(points.back().x, 2.0);
  }

  void leavesAGapWhereALogarithmIsNone() {
    const CurveData curve = curveOf({0, 1, 2}, {1, 0, 3});
    const auto points = curve.visible({0, 2, 100, false, true});
    QVERIFY(std::isnan(points[1].y));
    QCOMPARE(points[2].y, 3.0);
  }

  void findsTheNearestSample() {
    const CurveData curve = curveOf({0, 1, 10}, {0, 0, 0});
    QCOMPARE(*curve.nearest(-5), std::size_t{0});
    QCOMPARE(*curve.nearest(5), std::size_t{1});
    QCOMPARE(*curve.nearest(6), std::size_t{2});
    QCOMPARE(*curve.nearest(99), std::size_t{2});
    QVERIFY(!CurveData().nearest(0));
  }
};

QTEST_GUILESS_MAIN(TestCurveData)
#include "test_curve_data.moc"
