// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/run_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include "core/config/field_table.h"
#include "widgets/plot/chart_grid.h"
#include "widgets/run/health_card.h"
#include "widgets/run/preview_strip.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr ChartGroup kGroups[] = {ChartGroup::Losses, ChartGroup::Health, ChartGroup::Schedules,
                                  ChartGroup::Throughput, ChartGroup::Other};

}  // namespace

RunPanel::RunPanel(QWidget* parent)
    : QWidget(parent),
      charts_(new ChartGrid(this)),
      healthCard_(new HealthCard(this)),
      split_(new QSplitter(Qt::Horizontal, this)),
      tabs_(new QTabWidget(this)),
      configuration_(new FactsView(tr("Paper"), this)),
      provenance_(new FactsView({}, this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(header());
  column->addWidget(split_, 1);
  charts_->setHeader(chartGroupName(ChartGroup::Health), healthCard_);
  charts_->setHeaderShown(chartGroupName(ChartGroup::Health), false);  // until there is a verdict
  tabs_->setDocumentMode(true);
  tabs_->addTab(previewTab(), tr("Preview"));
  tabs_->addTab(configuration_, tr("Configuration"));
  tabs_->addTab(provenance_, tr("Provenance"));
  split_->addWidget(charts_);
  split_->addWidget(tabs_);
  split_->setStretchFactor(0, 5);
  split_->setStretchFactor(1, 3);
  split_->setSizes({1000, 600});  // what is wider by itself would take more
  split_->setChildrenCollapsible(false);
  connect(charts_, &ChartGrid::exportWanted, this, &RunPanel::exportWanted);
  connect(charts_, &ChartGrid::commandWanted, this, &RunPanel::commandWanted);
  connect(charts_, &ChartGrid::picked, this, [this](double x) {
    if (axis_ == TrainingAxis::Step) Q_EMIT stepPicked(std::llround(x));
  });
}

QWidget* RunPanel::header() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
  row->setSpacing(space::kMedium);
  name_ = new QLabel(bar);
  name_->setFont(Theme::font(TextRole::Heading));
  name_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  state_ = new QLabel(bar);
  axisBox_ = new QComboBox(bar);
  for (const TrainingAxis axis : {TrainingAxis::Step, TrainingAxis::Epoch, TrainingAxis::Hours}) {
    axisBox_->addItem(tr("along %1").arg(trainingAxisName(axis)), static_cast<int>(axis));
  }
  axisBox_->setAccessibleName(tr("x axis of the charts"));
  row->addWidget(name_);
  row->addWidget(state_, 1);
  row->addWidget(axisBox_);
  connect(axisBox_, &QComboBox::currentIndexChanged, this,
          [this] { setAxis(static_cast<TrainingAxis>(axisBox_->currentData().toInt())); });
  return bar;
}

QWidget* RunPanel::previewTab() {
  auto* tab = new QWidget(this);
  auto* column = new QVBoxLayout(tab);
  column->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  auto* row = new QHBoxLayout;
  previewText_ = new QLabel(tr("No preview yet"), tab);
  previewText_->setProperty("look", "muted");
  auto* landmarks = new QCheckBox(tr("Landmarks"), tab);
  auto* tokens = new QCheckBox(tr("Patch places"), tab);
  preview_ = new PreviewStrip;
  for (QCheckBox* box : {landmarks, tokens}) box->setChecked(true);
  connect(landmarks, &QCheckBox::toggled, preview_, &PreviewStrip::setLandmarksShown);
  connect(tokens, &QCheckBox::toggled, preview_, &PreviewStrip::setTokensShown);
  row->addWidget(previewText_, 1);
  row->addWidget(landmarks);
  row->addWidget(tokens);
  auto* area = new QScrollArea(tab);
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setWidget(preview_);
  column->addLayout(row);
  column->addWidget(area, 1);
  return tab;
}

void RunPanel::setHeadline(const QString& name, const QString& state, const QColor& colour) {
  name_->setText(name);
  state_->setText(state);
  state_->setStyleSheet(QString("color: %1").arg(colour.name()));
}

void RunPanel::setCurves(std::vector<RunCurves> runs) {
  runs_ = std::move(runs);
  showCharts();
}

void RunPanel::setHealth(const std::optional<TrainingHealth>& health) {
  health_ = health;
  if (health) healthCard_->setHealth(*health);
  charts_->setHeaderShown(chartGroupName(ChartGroup::Health), health.has_value());
}

void RunPanel::setAxis(TrainingAxis axis) {
  axis_ = axis;
  axisBox_->setCurrentIndex(axisBox_->findData(static_cast<int>(axis)));
  showCharts();
}

void RunPanel::showCharts() {
  const std::vector<RunChartKind> kinds = chartKindsOf(runs_);
  std::vector<ChartSection> sections;
  for (const ChartGroup group : kGroups) {
    ChartSection section;
    section.heading = chartGroupName(group);
    for (const RunChartKind& kind : kinds) {
      if (kind.group == group) section.charts.push_back(runChart(kind, runs_, axis_));
    }
    if (!section.charts.empty()) sections.push_back(std::move(section));
  }
  charts_->setSections(std::move(sections));
}

void RunPanel::setPreview(PreviewFrame frame) {
  previewText_->setText(frame.faces.isEmpty()
                            ? tr("No preview yet")
                            : tr("Step %1, epoch %2").arg(frame.step).arg(frame.epoch + 1));
  previewText_->setToolTip(tr("Each view above its patches, in the order of their tokens"));
  preview_->setFrame(std::move(frame));
}

void RunPanel::setConfiguration(QVector<Fact> facts) {
  configuration_->setFacts(std::move(facts));
}

void RunPanel::setProvenance(QVector<Fact> facts) {
  provenance_->setFacts(std::move(facts));
}

void RunPanel::addTab(QWidget* tab, const QString& title) {
  tabs_->insertTab(1, tab, title);
}

void RunPanel::setCursorStep(std::optional<std::int64_t> step) {
  if (axis_ != TrainingAxis::Step) return;
  charts_->setCursor(step ? std::optional<double>(static_cast<double>(*step)) : std::nullopt);
}

QByteArray RunPanel::saveLayout() const {
  return split_->saveState();
}

void RunPanel::restoreLayout(const QByteArray& layout) {
  split_->restoreState(layout);
}

QVector<Fact> configurationFacts(const ExperimentSpec& spec) {
  const ExperimentSpec usual;
  QVector<Fact> facts;
  for (const SpecField& field : specFields()) {
    const QString path = QString::fromStdString(field.path());
    const std::string value = field.text(spec);
    QString shown = QString::fromStdString(value);
    if (!field.field().unit.empty()) shown += ' ' + QString::fromStdString(field.field().unit);
    facts.append({path.contains('.') ? path.section('.', 0, 0) : QString(),
                  path.contains('.') ? path.section('.', 1) : path, shown,
                  QString::fromStdString(field.field().paper), value != field.text(usual)});
  }
  return facts;
}

QVector<Fact> segmentFacts(const MetricsHistory& metrics) {
  QVector<Fact> facts;
  for (const MetricsSegment& segment : metrics.segments) {
    const QDateTime began =
        QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(1000 * segment.time), Qt::UTC);
    facts.append({QObject::tr("Segments"),
                  QObject::tr("segment %1").arg(segment.number),
                  QObject::tr("from step %1, %2")
                      .arg(segment.restoredStep)
                      .arg(began.toString("yyyy-MM-dd HH:mm:ss 'UTC'")),
                  {},
                  false});
  }
  return facts;
}

}  // namespace lafs
