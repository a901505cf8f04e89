// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tests/support/screenshot.h"
#include "widgets/plot/chart_grid.h"
#include "widgets/plot/chart_plot.h"
#include "widgets/plot/chart_view.h"
#include "widgets/run/health_card.h"
#include "widgets/run/run_charts.h"

using lafs::Chart;
using lafs::ChartGroup;
using lafs::LineRole;
using lafs::MetricsHistory;
using lafs::RunChartKind;
using lafs::RunCurves;
using lafs::TrainingAxis;

namespace {

/// A pretraining of 300 steps that was resumed at step 120 after it had come to 150.
std::shared_ptr<MetricsHistory> resumedHistory() {
  auto metrics = std::make_shared<MetricsHistory>();
  const auto add = [&](int segment, int from, int to, double shift) {
    metrics->addLine(
        lafs::Json{{"segment", segment}, {"restored_step", from}, {"time", 1000.0 * segment}}
            .dump());
    for (int step = from; step < to; ++step) {
      lafs::Json row = {{"step", step}, {"epoch", step / 50}, {"segment", segment}};
      row["time"] = 1000.0 * segment + step;
      row["loss"] = 7 - step / 100.0 + 0.2 * std::sin(step / 3.0) + shift;
      row["teacher_entropy"] = 6.0 - step / 200.0;
      row["student_entropy"] = 6.3 - step / 250.0;
      row["kl"] = 0.1 + step / 1000.0;
      row["centre_norm"] = 1 + step / 300.0;
      row["feature_spread"] = 0.5;
      row["learning_rate"] = 1e-4 * std::sin(step / 100.0 + 0.1);
      row["momentum"] = 0.99;
      row["teacher_temperature"] = 0.04;
      row["weight_decay"] = 0.04;
      row["gradient_norm"] = std::exp(-step / 100.0);
      row["images_per_second"] = 40 + step % 7;
      row["seconds_data"] = 0.01;
      row["seconds_forward"] = 0.3;
      row["seconds_backward"] = 0.5;
      row["seconds_optimizer"] = 0.05;
      row["something_new"] = step;
      metrics->addLine(row.dump());
    }
  };
  add(0, 0, 150, 0);
  add(1, 120, 300, 0.01);
  return metrics;
}

RunCurves resumedRun() {
  RunCurves run;
  run.run = "pretrain-0123456789abcdef";
  run.label = "alpha 2";
  run.metrics = resumedHistory();
  run.reference = {1024, 256};
  run.stepsPerEpoch = 50;
  return run;
}

const RunChartKind& kindNamed(const std::vector<RunChartKind>& kinds, const std::string& name) {
  for (const RunChartKind& kind : kinds) {
    if (kind.name == name) return kind;
  }
  qFatal("no chart %s", name.c_str());
}

}  // namespace

class TestRunCharts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void joinsSegmentsWithoutZigZag() {
    const RunCurves run = resumedRun();
    const Chart chart = runChart(lafs::runChartKinds().front(), {run}, TrainingAxis::Step);
    const lafs::CurveData& loss = *chart.curves.front().data;
    QCOMPARE(loss.size(), std::size_t{300});
    for (std::size_t i = 0; i < loss.size(); ++i) QCOMPARE(loss.x()[i], static_cast<double>(i));
    // Steps 120 … 149 are those of the second segment.
    QVERIFY(std::abs(loss.y()[130] - (7 - 1.3 + 0.2 * std::sin(130 / 3.0) + 0.01)) < 1e-9);
    int marks = 0;
    for (const auto& line : chart.lines) {
      if (line.role != LineRole::Segment) continue;
      ++marks;
      QCOMPARE(line.at, 120.0);
    }
    QCOMPARE(marks, 1);
  }

  void drawsTheReferenceLines() {
    const RunCurves run = resumedRun();
    const auto kinds = lafs::chartKindsOf({run});
    const Chart entropy = runChart(kindNamed(kinds, "entropy"), {run}, TrainingAxis::Step);
    QCOMPARE(entropy.lines.front().at, std::log(1024.0));
    QVERIFY(entropy.lines.front().label.find("ln K") == 0);
    QCOMPARE(entropy.curves.size(), std::size_t{2});
    const Chart spread = runChart(kindNamed(kinds, "spread"), {run}, TrainingAxis::Step);
    QCOMPARE(spread.lines.front().at, 1 / 16.0);
    QCOMPARE(spread.curves.front().data->y().front(), 0.5 / 16);  // the deviation itself
    RunCurves other = run;
    other.reference = {};
    const Chart without = runChart(kindNamed(kinds, "entropy"), {other}, TrainingAxis::Step);
    for (const auto& line : without.lines) QVERIFY(line.role != LineRole::Reference);
  }

  void showsWhateverIsLogged() {
    const auto kinds = lafs::chartKindsOf({resumedRun()});
    const RunChartKind& extra = kindNamed(kinds, "something-new");
    QCOMPARE(extra.group, ChartGroup::Other);
    QCOMPARE(extra.title, std::string("Something new"));
    for (const RunChartKind& kind : kinds) QVERIFY(kind.name != "accuracy");  // not logged
  }

  void showsNoChartWithoutANumber() {
    auto metrics = std::make_shared<MetricsHistory>();
    metrics->addLine(
        R"({"step":0,"epoch":0,"segment":0,"time":1,"loss":null,"loss_reason":"nan"})");
    metrics->addLine(R"({"step":1,"epoch":0,"segment":0,"time":2,"accuracy":0.5})");
    RunCurves run;
    run.metrics = metrics;
    const auto kinds = lafs::chartKindsOf({run});
    QCOMPARE(kinds.size(), std::size_t{1});
    QCOMPARE(kinds.front().name, std::string("accuracy"));
    QVERIFY(runChart(kinds.front(), {run}, TrainingAxis::Step).hasPoints());
  }

  void countsAlongEpochsAndHours() {
    const RunCurves run = resumedRun();
    const auto epochs = metricCurve(run, "loss", TrainingAxis::Epoch);
    QCOMPARE(epochs->x().front(), 1 / 50.0);
    QCOMPARE(epochs->x().back(), 6.0);
    const auto hours = metricCurve(run, "loss", TrainingAxis::Hours);
    QCOMPARE(hours->x().front(), 0.0);
    QCOMPARE(hours->x().back(), 1299 / 3600.0);
    QCOMPARE(lafs::trainingAxisFromName("hours"), TrainingAxis::Hours);
    QVERIFY_EXCEPTION_THROWN(lafs::trainingAxisFromName("miles"), lafs::UserError);
  }

  void laysManyRunsOverEachOther() {
    RunCurves a = resumedRun();
    RunCurves b = resumedRun();
    b.run = "pretrain-fedcba9876543210";
    b.label = "alpha 5";
    b.style = 1;
    const auto kinds = lafs::chartKindsOf({a, b});
    const Chart loss = runChart(kindNamed(kinds, "loss"), {a, b}, TrainingAxis::Step);
    QCOMPARE(loss.curves.size(), std::size_t{2});
    QCOMPARE(loss.curves[1].name, std::string("alpha 5"));
    QCOMPARE(loss.curves[1].style, 1);
    QCOMPARE(loss.source.runs.size(), std::size_t{2});
    const Chart entropy = runChart(kindNamed(kinds, "entropy"), {a, b}, TrainingAxis::Step);
    QCOMPARE(entropy.curves[3].name, std::string("alpha 5 \u00b7 student"));
    QCOMPARE(entropy.curves[2].style, entropy.curves[3].style);  // one run, one colour
    QVERIFY(entropy.curves[2].dashes != entropy.curves[3].dashes);
  }

  void fillsItsRowsEvenly() {
    const auto section = [](const char* heading, int count) {
      lafs::ChartSection made;
      made.heading = heading;
      for (int i = 0; i < count; ++i) {
        made.charts.emplace_back();
        made.charts.back().id = heading + std::to_string(i);
      }
      return made;
    };
    lafs::ChartGrid grid;
    grid.resize(1100, 800);
    grid.setSections({section("two", 2), section("four", 4), section("six", 6)});
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QCOMPARE(grid.columns(), 3);
    QTRY_VERIFY(grid.view("two0")->width() > 500);  // half the width each
    QVERIFY(grid.view("four0")->width() > 500);     // two and two, not three and one
    QVERIFY(grid.view("six0")->width() < 400);
    QCOMPARE(grid.view("four2")->x(), grid.view("four0")->x());
  }

  void makesAGridThatLinksItsCursors() {
    const RunCurves run = resumedRun();
    std::vector<lafs::ChartSection> sections;
    for (const ChartGroup group : {ChartGroup::Losses, ChartGroup::Health, ChartGroup::Schedules,
                                   ChartGroup::Throughput, ChartGroup::Other}) {
      lafs::ChartSection section;
      section.heading = chartGroupName(group);
      for (const RunChartKind& kind : lafs::chartKindsOf({run})) {
        if (kind.group == group)
          section.charts.push_back(runChart(kind, {run}, TrainingAxis::Step));
      }
      sections.push_back(section);
    }
    lafs::ChartGrid grid;
    auto* card = new lafs::HealthCard;
    card->setHealth(trainingHealth(*run.metrics, run.reference));
    grid.setHeader(chartGroupName(ChartGroup::Health), card);
    grid.resize(1100, 800);
    grid.setSections(sections);
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QCOMPARE(grid.columns(), 3);
    QTest::qWait(200);
    lafs::ChartView* loss = grid.view("loss/step");
    lafs::ChartView* entropy = grid.view("entropy/step");
    QVERIFY(loss != nullptr && entropy != nullptr);
    Q_EMIT loss->cursorMoved(42);
    QCOMPARE(*entropy->plot()->cursorAt(), 42.0);
    // New data does not build the charts anew, and those scrolled out of sight cost no paint.
    lafs::ChartView* hidden = grid.view("something-new/step");
    const std::size_t unseen = hidden->paints();
    const std::size_t seen = loss->paints();
    grid.setSections(sections);
    QTRY_VERIFY(loss->paints() > seen);
    QCOMPARE(hidden->paints(), unseen);
    QCOMPARE(grid.view("loss/step"), loss);
    grid.resize(500, 800);
    QCOMPARE(grid.columns(), 1);
    lafs::test::screenshots(grid, "run-charts", {{1280, 800}, {2560, 1440}});
  }
};

QTEST_MAIN(TestRunCharts)
#include "test_run_charts.moc"
