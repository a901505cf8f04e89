// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <random>

#include "tests/support/screenshot.h"
#include "widgets/compare/compare_panel.h"
#include "widgets/compare/difference_table.h"
#include "widgets/plot/chart_grid.h"
#include "widgets/plot/chart_view.h"

using lafs::ComparePanel;
using lafs::ExperimentSpec;
using lafs::RunCurves;

namespace {

RunCurves runOf(const std::string& name, const std::string& label, double level, unsigned seed,
                int style) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 0.08);
  auto metrics = std::make_shared<lafs::MetricsHistory>();
  for (int step = 0; step < 200; ++step) {
    metrics->step.push_back(step);
    metrics->epoch.push_back(step / 50);
    metrics->segment.push_back(0);
    metrics->time.push_back(step);
    metrics->values["loss"].push_back(level * std::exp(-step / 90.0) + 2 + noise(random));
    metrics->values["learning_rate"].push_back(1e-4 * (1 - step / 200.0));
  }
  RunCurves run;
  run.run = name;
  run.label = label;
  run.metrics = metrics;
  run.style = style;
  return run;
}

struct Compared {
  std::vector<RunCurves> runs;
  std::vector<lafs::SeedCurves> groups;
  std::vector<std::optional<ExperimentSpec>> specs;
};

Compared fourRuns() {
  Compared all;
  for (int i = 0; i < 4; ++i) {
    ExperimentSpec spec;
    spec.pretrain.perturbationAlpha = i < 2 ? 2 : 5;
    spec.seed = i % 2;
    all.specs.emplace_back(spec);
    all.runs.push_back(
        runOf("pretrain-000000000000000" + std::to_string(i),
              "alpha " + std::to_string(i < 2 ? 2 : 5) + ", seed " + std::to_string(i % 2),
              i < 2 ? 4 : 5, static_cast<unsigned>(i + 1), i));
  }
  all.groups = {{"alpha 2", 0, {all.runs[0], all.runs[1]}},
                {"alpha 5", 1, {all.runs[2], all.runs[3]}}};
  return all;
}

}  // namespace

class TestComparePanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void showsOnlyWhatDiffers() {
    ComparePanel panel;
    const Compared all = fourRuns();
    panel.setRuns(all.runs, all.groups, all.specs);
    lafs::DifferenceTable& table = panel.table();
    QCOMPARE(table.columnCount(), 4);
    QCOMPARE(table.rowCount(), 2);
    QCOMPARE(table.verticalHeaderItem(0)->text(), QString("seed"));
    QCOMPARE(table.verticalHeaderItem(1)->text(), QString("pretrain.perturbation_alpha"));
    QVERIFY(table.item(1, 0)->text().startsWith("2"));
    QVERIFY(table.item(1, 3)->text().startsWith("5"));
  }

  void leavesOutRunsWithoutAConfiguration() {
    ComparePanel panel;
    Compared all = fourRuns();
    all.specs[1].reset();
    panel.setRuns(all.runs, all.groups, all.specs);
    QCOMPARE(panel.table().columnCount(), 3);
    QCOMPARE(panel.charts().view("loss/step")->chart().curves.size(), std::size_t{4});
  }

  void drawsSeedsAsBands() {
    ComparePanel panel;
    const Compared all = fourRuns();
    panel.setRuns(all.runs, all.groups, all.specs);
    QCOMPARE(panel.charts().view("loss/step")->chart().curves.size(), std::size_t{4});
    panel.setSeedBands(true);
    const lafs::Chart chart = panel.charts().view("loss/step/seeds")->chart();
    QCOMPARE(chart.curves.size(), std::size_t{2});
    QVERIFY(chart.curves[0].bandLower != nullptr);
    lafs::test::screenshots(panel, "compare", {{1280, 800}});
  }
};

QTEST_MAIN(TestComparePanel)
#include "test_compare_panel.moc"
