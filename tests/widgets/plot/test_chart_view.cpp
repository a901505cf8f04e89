// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/support/screenshot.h"
#include "tests/widgets/plot/chart_samples.h"
#include "widgets/plot/chart_plot.h"
#include "widgets/plot/chart_view.h"

using lafs::Chart;
using lafs::ChartPlot;
using lafs::ChartView;
using lafs::CurveData;
using lafs::LineRole;
using namespace lafs::test;

class TestChartView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aLogarithmicChartBeginsWithAllOfItsCurve() {
    ChartPlot plot;
    plot.resize(500, 300);
    Chart chart;
    chart.y.logarithmic = true;
    chart.curves.push_back({"norm",
                            std::make_shared<CurveData>(std::vector<double>{0, 1, 2},
                                                        std::vector<double>{47, 3, 2e-4}),
                            0});
    plot.setChart(chart);
    plot.replot();
    QVERIFY(!plot.isZoomed());
    QVERIFY(plot.yAxis->range().contains(47));
    QVERIFY(plot.yAxis->range().contains(2e-4));
  }

  void drawsEveryExtremeAtEveryZoom() {
    ChartView view;
    view.resize(700, 400);
    view.setChart(lossChart(50000, 1));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    ChartPlot& plot = *view.plot();
    const CurveData& curve = *plot.chart().curves.front().data;
    for (double width = 50000; width > 20; width /= 4) {
      const double lower = 0.37 * (50000 - width);
      plot.showX(lower, lower + width);
      plot.replot();
      double low = INFINITY;
      double high = -INFINITY;
      for (std::size_t i = 0; i < curve.size(); ++i) {
        if (curve.x()[i] < lower || curve.x()[i] > lower + width) continue;
        low = std::min(low, curve.y()[i]);
        high = std::max(high, curve.y()[i]);
      }
      const auto drawn = plot.graph(0)->data();
      QVERIFY(drawn->size() <= 4 * plot.axisRect()->width() + 8);
      bool foundLow = false;
      bool foundHigh = false;
      for (const auto& point : *drawn) {
        foundLow = foundLow || point.value == low;
        foundHigh = foundHigh || point.value == high;
      }
      QVERIFY(foundLow && foundHigh);
      // The y axis follows what is in view, so both are on the screen, not only in the data.
      QVERIFY(plot.yAxis->range().contains(low) && plot.yAxis->range().contains(high));
    }
  }

  void paintsAtMostTenTimesASecond() {
    ChartView view;
    view.resize(400, 250);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    const std::size_t before = view.paints();
    const Chart chart = lossChart(100, 1);
    QElapsedTimer clock;
    clock.start();
    int updates = 0;
    while (clock.elapsed() < 600) {
      view.setChart(chart);
      ++updates;
      QTest::qWait(2);
    }
    const double seconds = static_cast<double>(clock.elapsed()) / 1000;
    QVERIFY(updates > 30);
    QVERIFY(view.paints() > before + 1);
    QVERIFY(static_cast<double>(view.paints() - before) <= 10 * seconds + 2);
  }

  void restsWhileHidden() {
    ChartView view;
    view.resize(400, 250);
    view.setChart(lossChart(100, 1));
    settle();
    const std::size_t made = view.paints();  // QCustomPlot paints once, empty, when it is made
    QVERIFY(made <= 1);
    view.setChart(lossChart(150, 1));
    settle();
    QCOMPARE(view.paints(), made);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    QVERIFY(view.paints() > made);
    view.hide();
    const std::size_t before = view.paints();
    view.setChart(lossChart(200, 1));
    settle();
    QCOMPARE(view.paints(), before);
    view.show();
    settle();
    QVERIFY(view.paints() > before);
    QCOMPARE(view.chart().curves.front().data->size(), std::size_t{200});
  }

  void obeysItsKeys() {
    ChartView view;
    view.resize(400, 250);
    view.setChart(lossChart(100, 1));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTest::keyClick(&view, Qt::Key_L);
    QVERIFY(view.chart().y.logarithmic);
    QCOMPARE(view.plot()->yAxis->scaleType(), QCPAxis::stLogarithmic);
    QTest::keyClick(&view, Qt::Key_L, Qt::ShiftModifier);
    QVERIFY(view.chart().x.logarithmic);
    QTest::keyClick(&view, Qt::Key_L, Qt::ShiftModifier);
    view.plot()->showX(20, 30);
    QVERIFY(view.plot()->isZoomed());
    QTest::keyClick(&view, Qt::Key_R);
    QVERIFY(!view.plot()->isZoomed());
    QCOMPARE(view.plot()->xAxis->range().upper, 99.0);
    QSignalSpy exports(&view, &ChartView::exportWanted);
    QTest::keyClick(&view, Qt::Key_E);
    QCOMPARE(exports.count(), 1);
    QSignalSpy cursor(&view, &ChartView::cursorMoved);
    view.setCursor(10);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(cursor.count(), 2);
    QCOMPARE(cursor.last().first().toDouble(), 21.0);
  }

  void keepsTheReadersViewWhenDataArrives() {
    ChartView view;
    view.setChart(lossChart(100, 1));
    view.plot()->showX(20, 30);
    view.toggleLogarithmicY();
    view.setChart(lossChart(500, 1));
    QCOMPARE(view.plot()->xAxis->range().lower, 20.0);
    QVERIFY(view.chart().y.logarithmic);
    Chart other = lossChart(500, 1);
    other.id = "other";
    view.setChart(other);
    QCOMPARE(view.plot()->xAxis->range().upper, 499.0);
    QVERIFY(!view.chart().y.logarithmic);
  }

  void keepsDashesWhereTheyCanBeSeen() {
    // As many points as a dense curve has, but it only falls: it stays told apart by its dashes.
    std::vector<double> x, falling, rough;
    for (int i = 0; i < 60000; ++i) {
      x.push_back(i);
      falling.push_back(std::exp(-i / 20000.0));
      rough.push_back(i % 2);
    }
    Chart chart;
    chart.curves = {{"falls", std::make_shared<lafs::CurveData>(x, falling), 1},
                    {"rough", std::make_shared<lafs::CurveData>(x, rough), 1}};
    ChartView view;
    view.resize(500, 300);
    view.setChart(chart);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    QVERIFY(view.plot()->graph(0)->pen().style() != Qt::SolidLine);
    QCOMPARE(view.plot()->graph(1)->pen().style(), Qt::SolidLine);
  }

  void dragsAThreshold() {
    ChartView view;
    view.resize(500, 300);
    Chart chart = lossChart(100, 1);
    chart.lines = {{LineRole::Threshold, true, 50, "t"}};
    view.setChart(chart);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    ChartPlot& plot = *view.plot();
    QSignalSpy moved(&view, &ChartView::thresholdMoved);
    const QPoint from(static_cast<int>(plot.xAxis->coordToPixel(50)), 150);
    const QPoint to(static_cast<int>(plot.xAxis->coordToPixel(70)), 150);
    QTest::mousePress(&plot, Qt::LeftButton, {}, from);
    QTest::mouseMove(&plot, to);
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, to);
    QVERIFY(moved.count() > 0);
    QVERIFY(std::abs(moved.last().first().toDouble() - 70) < 1);
    QVERIFY(!plot.isZoomed());  // the drag moved the line, not the view
    QVERIFY(std::abs(view.chart().lines.front().at - 70) < 1);
  }

  void saysItsValuesInWords() {
    ChartView view;
    view.setChart(lossChart(100, 2));
    const QString words = view.plot()->readout(10);
    QVERIFY(words.contains("step 10"));
    QVERIFY(words.contains("pretrain-0") && words.contains("pretrain-1"));
    QCOMPARE(view.accessibleName(), QString("Loss"));
  }

  void looksRight() {
    ChartView view;
    view.setChart(lossChart(60000, 3));
    lafs::test::screenshots(view, "chart-dense", {{640, 360}});
    view.setChart(lossChart(60, 5));
    view.setCursor(22);
    lafs::test::screenshots(view, "chart-sparse", {{640, 360}, {300, 200}});
    Chart nothing;
    nothing.title = "Loss";
    nothing.empty = "Nothing logged yet";
    view.setChart(nothing);
    lafs::test::screenshots(view, "chart-empty", {{640, 360}});
  }
};

QTEST_MAIN(TestChartView)
#include "test_chart_view.moc"
