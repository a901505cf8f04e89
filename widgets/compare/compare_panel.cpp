// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/compare_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>
#include <utility>

#include "widgets/compare/difference_table.h"
#include "widgets/plot/chart_grid.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr ChartGroup kGroups[] = {ChartGroup::Losses, ChartGroup::Health, ChartGroup::Schedules,
                                  ChartGroup::Throughput, ChartGroup::Other};

}  // namespace

ComparePanel::ComparePanel(QWidget* parent)
    : QWidget(parent),
      split_(new QSplitter(Qt::Vertical, this)),
      charts_(new ChartGrid(this)),
      table_(new DifferenceTable(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(header());
  column->addWidget(split_, 1);
  auto* below = new QWidget(this);
  auto* lower = new QVBoxLayout(below);
  lower->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  auto* row = new QHBoxLayout;
  auto* heading = new QLabel(tr("What differs"), below);
  heading->setFont(Theme::font(TextRole::Heading));
  auto* everything = new QCheckBox(tr("Also folders, devices and cadences"), below);
  row->addWidget(heading, 1);
  row->addWidget(everything);
  lower->addLayout(row);
  lower->addWidget(table_, 1);
  split_->addWidget(charts_);
  split_->addWidget(below);
  split_->setStretchFactor(0, 3);
  split_->setStretchFactor(1, 1);
  split_->setSizes({3000, 1000});  // the table by itself would take more
  split_->setChildrenCollapsible(false);
  connect(everything, &QCheckBox::toggled, table_, &DifferenceTable::setEverything);
  connect(charts_, &ChartGrid::exportWanted, this, &ComparePanel::exportWanted);
  connect(charts_, &ChartGrid::commandWanted, this, &ComparePanel::commandWanted);
}

QWidget* ComparePanel::header() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
  row->setSpacing(space::kMedium);
  text_ = new QLabel(bar);
  text_->setFont(Theme::font(TextRole::Heading));
  seeds_ = new QCheckBox(tr("Mean \u00b1 std over seeds"), bar);
  axis_ = new QComboBox(bar);
  axis_->setAccessibleName(tr("x axis of the charts"));
  for (const TrainingAxis axis : {TrainingAxis::Step, TrainingAxis::Epoch, TrainingAxis::Hours}) {
    axis_->addItem(tr("along %1").arg(trainingAxisName(axis)), static_cast<int>(axis));
  }
  row->addWidget(text_, 1);
  row->addWidget(seeds_);
  row->addWidget(axis_);
  connect(seeds_, &QCheckBox::toggled, this, &ComparePanel::showCharts);
  connect(axis_, &QComboBox::currentIndexChanged, this, &ComparePanel::showCharts);
  return bar;
}

void ComparePanel::setRuns(std::vector<RunCurves> runs, std::vector<SeedCurves> groups,
                           const std::vector<std::optional<ExperimentSpec>>& specs) {
  runs_ = std::move(runs);
  groups_ = std::move(groups);
  std::vector<ExperimentSpec> known;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < specs.size() && i < runs_.size(); ++i) {
    if (!specs[i]) continue;
    known.push_back(*specs[i]);
    names.push_back(runs_[i].run);
  }
  table_->setSpecs(std::move(known), std::move(names));
  text_->setText(tr("%1 runs, %2 configurations").arg(runs_.size()).arg(groups_.size()));
  showCharts();
}

void ComparePanel::setSeedBands(bool shown) {
  seeds_->setChecked(shown);
}

void ComparePanel::showCharts() {
  const auto axis = static_cast<TrainingAxis>(axis_->currentData().toInt());
  std::vector<ChartSection> sections;
  for (const ChartGroup group : kGroups) {
    ChartSection section;
    section.heading = chartGroupName(group);
    for (const RunChartKind& kind : chartKindsOf(runs_)) {
      if (kind.group != group) continue;
      section.charts.push_back(seeds_->isChecked() ? seedBandChart(kind, groups_, axis)
                                                   : runChart(kind, runs_, axis));
    }
    if (!section.charts.empty()) sections.push_back(std::move(section));
  }
  charts_->setSections(std::move(sections));
}

QByteArray ComparePanel::saveLayout() const {
  return split_->saveState();
}

void ComparePanel::restoreLayout(const QByteArray& layout) {
  split_->restoreState(layout);
}

}  // namespace lafs
