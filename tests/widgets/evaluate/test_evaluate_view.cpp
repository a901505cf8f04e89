// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/widgets/evaluate/scored_samples.h"
#include "widgets/evaluate/evaluate_view.h"
#include "widgets/evaluate/evaluation_charts.h"
#include "widgets/evaluate/pair_gallery.h"
#include "widgets/evaluate/tar_table.h"
#include "widgets/plot/chart_plot.h"
#include "widgets/plot/chart_view.h"

using lafs::EvaluateView;
using lafs::ScoredRun;
using lafs::ScoredRunPtr;
using namespace lafs::test;

namespace {

std::int64_t plainFalseAccepts(const ScoredRun& run, double threshold) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < run.pairs.score.size(); ++i) {
    if (!run.pairs.same[i] && run.pairs.score[i] >= threshold) ++count;
  }
  return count;
}

}  // namespace

class TestEvaluateView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void movesEverythingWithOneThreshold() {
    EvaluateView view;
    const auto run = scored("A", 0, 2, 1);
    view.setRuns({run});
    view.setFar(0.01);
    const double threshold = tarAtFar(run->roc, 0.01, lafs::TarRule::Floor).threshold;
    const auto views = view.findChildren<lafs::ChartView*>();
    QCOMPARE(views.size(), 3);
    QCOMPARE(views[0]->chart().lines.front().at, 0.01);
    QCOMPARE(views[1]->chart().lines.front().at, 0.01);
    QCOMPARE(views[2]->chart().lines.front().at, threshold);
    for (const lafs::ChartView* one : views) {  // an exported figure has its line there too
      const auto& options = one->chart().source.options;
      QCOMPARE(std::count(options.begin(), options.end(), std::string("--far")), 1);
      QCOMPARE(options.back(), std::string("0.01"));
    }
    auto* table = view.findChild<lafs::TarTable*>();
    const double tar = tarAtFar(run->roc, 0.01, lafs::TarRule::Floor).tar;
    QCOMPARE(table->item(0, 0)->text(), QString::number(100 * tar, 'f', 2));
    auto* gallery = view.findChild<lafs::PairGallery*>("hardest");
    QCOMPARE(static_cast<std::int64_t>(gallery->cardCount()),
             std::min<std::int64_t>(96, plainFalseAccepts(*run, threshold)));

    // Dragging the line of the histogram moves the others to that score's FAR.
    Q_EMIT views[2]->thresholdMoved(1.5, 0);
    const double far = static_cast<double>(plainFalseAccepts(*run, 1.5)) / 4000;
    QCOMPARE(view.far(), far);
    QCOMPARE(views[0]->chart().lines.front().at, far);
    // And a click on a head of the table.
    Q_EMIT table->farChosen(1e-2);
    QCOMPARE(views[1]->chart().lines.front().at, 1e-2);
  }

  void beginsWhereThePairsCanSpeak() {
    // 4,000 impostor pairs: ten of them are a FAR of 0.0025, so 1e-3 would show too little.
    EvaluateView view;
    view.setRuns({scored("A", 0, 2, 1)});
    QCOMPARE(view.far(), 0.01);
    view.setFar(1e-3);  // chosen: it stays, whatever comes
    view.setRuns({scored("B", 1, 3, 2)});
    QCOMPARE(view.far(), 1e-3);
  }

  void marksTargetsBelowTheFloor() {
    EvaluateView view;
    view.setRuns({scored("A", 0, 2, 1)});
    auto* table = view.findChild<lafs::TarTable*>();
    const QColor faint = lafs::Theme::current().faint;
    QCOMPARE(table->item(0, 7)->foreground().color(), faint);  // 1e-6 of 4000 impostors
    QVERIFY(table->item(0, 7)->toolTip().contains("below the floor"));
    QVERIFY(table->item(0, 2)->foreground().color() != faint);
  }

  void putsIntervalsBesideTheNumbers() {
    EvaluateView view;
    const auto a = scored("A", 0, 2, 1);
    const auto b = scored("B", 1, 3, 2);
    std::vector<std::pair<ScoredRunPtr, lafs::TarRule>> wanted;
    connect(&view, &EvaluateView::estimatesWanted, &view,
            [&](const ScoredRunPtr& run, lafs::TarRule rule, const std::vector<double>&) {
              wanted.emplace_back(run, rule);
            });
    view.setRuns({a, b});
    QCOMPARE(wanted.size(), std::size_t(2));
    lafs::TarTable& table = view.table();
    const QString bare = table.item(1, 3)->text();
    const auto& targets = lafs::TarTable::targets();
    const auto estimates = lafs::tarEstimates(b->pairs, b->roc, targets, lafs::TarRule::Floor);
    table.setEstimates(b, lafs::TarRule::Floor, targets, estimates);
    QVERIFY(estimates[1].interval && !estimates[5].interval);
    const QString shown = QString("%1  [%2, %3]")
                              .arg(bare)
                              .arg(100 * estimates[1].interval->low, 0, 'f', 1)
                              .arg(100 * estimates[1].interval->high, 0, 'f', 1);
    QCOMPARE(table.item(1, 3)->text(), shown);
    QVERIFY(!table.item(0, 3)->text().contains('['));  // the other run's are still to come
    QVERIFY(!table.item(1, 7)->text().contains('['));  // below the floor there is none
    // Another rule has other intervals; coming back finds the first ones again.
    view.setRule(lafs::TarRule::Nearest);
    QCOMPARE(wanted.size(), std::size_t(4));
    QVERIFY(!table.item(1, 3)->text().contains('['));
    view.setRule(lafs::TarRule::Floor);
    QCOMPARE(wanted.size(), std::size_t(5));  // only A's are missing
    QCOMPARE(table.item(1, 3)->text(), shown);
    // What arrives for a run that has gone is let go.
    view.setRuns({a});
    table.setEstimates(b, lafs::TarRule::Floor, targets, estimates);
    QVERIFY(!table.hasEstimate(b, lafs::TarRule::Floor, targets.front()));
  }

  void aThresholdThatRestsGetsAnInterval() {
    EvaluateView view;
    view.resize(1000, 700);
    view.show();
    const auto run = scored("A", 0, 2, 1);
    std::vector<double> rests;
    connect(&view, &EvaluateView::estimatesWanted, &view,
            [&](const ScoredRunPtr& of, lafs::TarRule rule, const std::vector<double>& fars) {
              if (fars.size() == 1) rests.push_back(fars.front());
              view.table().setEstimates(of, rule, fars,
                                        lafs::tarEstimates(of->pairs, of->roc, fars, rule));
            });
    view.setRuns({run});
    for (const double far : {0.05, 0.04, 0.03}) view.setFar(far);  // on its way: nobody waits there
    QTRY_COMPARE(rests.size(), std::size_t(1));
    QCOMPARE(rests.front(), 0.03);
    const auto estimate = lafs::tarEstimates(run->pairs, run->roc, {0.03}, lafs::TarRule::Floor);
    QVERIFY(view.table().item(0, 0)->text().endsWith(
        QString("[%1, %2]")
            .arg(100 * estimate[0].interval->low, 0, 'f', 1)
            .arg(100 * estimate[0].interval->high, 0, 'f', 1)));
    // Where a column's interval is known already, nothing is asked for.
    view.setFar(1e-2);
    QTest::qWait(400);
    QCOMPARE(rests.size(), std::size_t(1));
    QVERIFY(view.table().item(0, 0)->text().contains('['));
    view.setEstimatesProblem(run, "the pairs have no units");
    QVERIFY(saysSomewhere(view, "No intervals for A: the pairs have no units"));
  }

  void histogramsOfSeveralRunsKeepTheirColours() {
    const auto a = scored("A", 0, 2, 1);
    const auto b = scored("B", 1, 3, 2);
    const lafs::Chart scores = lafs::histogramChart({a, b}, {});
    QCOMPARE(scores.curves.size(), std::size_t(4));
    for (std::size_t i = 0; i < 4; ++i) {
      QCOMPARE(scores.curves[i].style, static_cast<int>(i / 2));
      QVERIFY((scores.curves[i].shape == lafs::CurveShape::OutlinedSteps) == (i % 2 == 1));
    }
    // The legend lists each run once; what is filled and what is dashed is said in the title.
    lafs::ChartPlot plot;
    plot.setViewport(QRect(0, 0, 600, 400));
    plot.setChart(scores);
    plot.replot();
    QCOMPARE(plot.legend->itemCount(), 2);
    QCOMPARE(plot.graph(0)->name(), QString("A"));
    QVERIFY(plot.chart().title.find("dashed") != std::string::npos);
  }

  void givesEachRunItsOwnThreshold() {
    EvaluateView view;
    const std::vector<ScoredRunPtr> runs = {scored("A", 0, 2, 1), scored("B", 1, 3, 2)};
    view.setRuns(runs);
    const auto linesOf = [&view] {
      return view.findChildren<lafs::ChartView*>()[2]->chart().lines;
    };
    view.setFar(1e-7);  // nobody is accepted: the line stands at the best score
    QCOMPARE(linesOf().size(), runs.size());
    view.setFar(0.01);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      QCOMPARE(linesOf()[i].at, tarAtFar(runs[i]->roc, 0.01, lafs::TarRule::Floor).threshold);
      QCOMPARE(linesOf()[i].style, runs[i]->style);
    }
    // Dragging the second run's line moves the first run's to the same FAR.
    Q_EMIT view.findChildren<lafs::ChartView*>()[2]->thresholdMoved(2, 1);
    QCOMPARE(view.far(), static_cast<double>(plainFalseAccepts(*runs[1], 2)) / 4000);
    const double far = view.far();
    QCOMPARE(linesOf()[0].at, tarAtFar(runs[0]->roc, far, lafs::TarRule::Floor).threshold);
    // Another convention is told to the command that makes the figure.
    view.setRule(lafs::TarRule::Nearest);
    QCOMPARE(linesOf()[1].at, tarAtFar(runs[1]->roc, far, lafs::TarRule::Nearest).threshold);
    const auto options = view.findChildren<lafs::ChartView*>()[2]->chart().source.options;
    QVERIFY(options.size() > 2 && options[options.size() - 2] == "--tar-rule");
    QCOMPARE(options.back(), std::string("nearest"));
  }

  void drawsTheCurvesOfTheScores() {
    const auto run = scored("A", 0, 2, 1);
    const lafs::Chart roc = lafs::rocChart({run}, {});
    QVERIFY(roc.x.logarithmic && !roc.y.logarithmic);
    QCOMPARE(roc.curves.front().data->y(), run->roc.tar);
    const lafs::Chart det = lafs::detChart({run}, {});
    QVERIFY(det.y.logarithmic);
    QCOMPARE(det.curves.front().data->y()[5], 1 - run->roc.tar[5]);
    const lafs::Chart scores = lafs::histogramChart({run}, {});
    for (const auto& curve : scores.curves) {
      double area = 0;
      for (std::size_t i = 1; i < curve.data->size(); ++i) {
        area += (curve.data->x()[i] - curve.data->x()[i - 1]) * curve.data->y()[i - 1];
      }
      QVERIFY(std::abs(area - 1) < 1e-9);
    }
  }

  void saysWhatToDoWithoutRuns() {
    EvaluateView view;
    view.setRuns({});
    QCOMPARE(view.findChild<lafs::PairGallery*>("hardest")->cardCount(), 0);
  }
};

QTEST_MAIN(TestEvaluateView)
#include "test_evaluate_view.moc"
