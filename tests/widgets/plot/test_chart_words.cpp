// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/widgets/plot/chart_samples.h"
#include "widgets/plot/chart_plot.h"
#include "widgets/plot/chart_view.h"

using lafs::Chart;
using lafs::ChartPlot;
using lafs::ChartView;
using lafs::LineRole;
using namespace lafs::test;

/// Where a chart puts its words: beside lines, in the legend, along an axis.
class TestChartWords : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void wordsOfALineKeepOffTheThreshold() {
    ChartView view;
    view.resize(600, 300);
    Chart chart = lossChart(100, 1);
    chart.lines = {{LineRole::Threshold, true, 49, "t"},
                   {LineRole::Segment, true, 45, "words of some length"}};
    view.setChart(chart);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    ChartPlot& plot = *view.plot();
    const auto leftOfItsLine = [&plot] {
      const QCPItemText* words = wordsOf(plot, "words");
      return words != nullptr && words->positionAlignment().testFlag(Qt::AlignRight);
    };
    QVERIFY(leftOfItsLine());
    view.setThreshold(41, "t");  // now it stands on the other side
    QVERIFY(!leftOfItsLine());
  }

  void wordsOfAReferenceKeepOffTheCurves() {
    ChartView view;
    view.resize(380, 236);
    Chart chart = lossChart(100, 1);
    chart.lines = {{LineRole::Reference, false, 6, "ln K = 6"},
                   {LineRole::Reference, false, 5.9, "ln K = 5.9"}};
    view.setChart(chart);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    ChartPlot& plot = *view.plot();
    const auto rectOf = [&plot](const QString& words) {
      for (int i = 0; i < plot.itemCount(); ++i) {
        const auto* item = qobject_cast<QCPItemText*>(plot.item(i));
        if (item && item->text() == words && item->visible()) {
          return QRectF(item->topLeft->pixelPosition(), item->bottomRight->pixelPosition());
        }
      }
      return QRectF();
    };
    const QRectF first = rectOf("ln K\n6");
    const QRectF second = rectOf("ln K\n5.9");
    QVERIFY(!first.isEmpty() && !second.isEmpty());
    QVERIFY(first.left() > plot.axisRect()->right() && first.right() <= plot.width());
    QVERIFY(first.top() < plot.yAxis->coordToPixel(6));
    QVERIFY(first.bottom() > plot.yAxis->coordToPixel(6));
    QVERIFY(second.top() >= first.bottom() - 1);
    plot.yAxis->setRange(0, 5);  // the lines are out of sight, and so are their words
    plot.replot();
    QVERIFY(rectOf("ln K\n6").isEmpty());
  }

  void aLegendLeavesThePlotItsRoom() {
    ChartView view;
    view.resize(380, 236);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    Chart chart = lossChart(50, 9);
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
      chart.curves[i].name =
          "start pretrain, landmark_source landmark, seed " + std::to_string(i) + " \u00b7 teacher";
    }
    view.setChart(chart);
    settle();
    ChartPlot& plot = *view.plot();
    const QCPLegend& legend = *plot.legend;
    QVERIFY2(plot.axisRect()->height() > 0.5 * plot.height(),
             qPrintable(QString::number(plot.axisRect()->height())));
    QVERIFY(legend.outerRect().right() <= plot.width());
    QVERIFY(legend.itemCount() > 1 && legend.itemCount() < 9);
    QVERIFY(plot.graph(0)->name().startsWith("start") && plot.graph(0)->name().contains("\u2026"));
    QVERIFY(plot.graph(0)->name().endsWith("teacher"));
    QVERIFY(plot.chartLegend().isAbridged());
    QVERIFY(plot.chartLegend().wholeNames().contains("landmark, seed 8 \u00b7 teacher"));
    // Short names stand whole, and a chart that is large enough cuts none.
    view.setChart(lossChart(50, 2));
    settle();
    QCOMPARE(legend.itemCount(), 2);
    QVERIFY(!plot.chartLegend().isAbridged());
    view.setChart(chart);
    view.resize(1400, 900);
    settle();
    QCOMPARE(legend.itemCount(), 9);
    QVERIFY(!plot.chartLegend().isAbridged());
  }

  void aLabelLongerThanItsAxisIsLeftOut() {
    ChartPlot plot;
    Chart chart = lossChart(60, 1);
    chart.y.label = "false reject rate (1 \u2212 TAR)";
    plot.setChart(chart);
    const auto isWritten = [&](int height) {
      plot.setViewport(QRect(0, 0, 400, height));
      plot.replot();
      return plot.yAxis->labelColor().alpha() > 0;
    };
    QVERIFY(isWritten(400));
    QVERIFY(!isWritten(120));
    QVERIFY(isWritten(400));
  }

  void keepsTheWordsOfALineInsideTheChart() {
    ChartView view;
    view.resize(500, 300);
    Chart chart = lossChart(100, 1);
    // Other lines on the left, the chart's edge on the right: better over lines than cut off.
    chart.lines = {{LineRole::Threshold, true, 97, "threshold 97"},
                   {LineRole::Threshold, true, 96, ""},
                   {LineRole::Threshold, true, 95, ""}};
    view.setChart(chart);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    settle();
    const QCPItemText* words = wordsOf(*view.plot(), "threshold 97");
    QVERIFY(words != nullptr);
    QVERIFY(words->right->pixelPosition().x() <= view.plot()->axisRect()->right() + 1);
  }
};

QTEST_MAIN(TestChartWords)
#include "test_chart_words.moc"
