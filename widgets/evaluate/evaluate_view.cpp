// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/evaluate_view.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QTabWidget>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/text.h"
#include "widgets/evaluate/flips_tab.h"
#include "widgets/evaluate/hardest_pairs_tab.h"
#include "widgets/evaluate/tar_table.h"
#include "widgets/plot/chart_view.h"
#include "widgets/run/facts_view.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr double kLowestFar = 1e-7;
constexpr int kSliderSteps = 700;  // a hundred a decade
constexpr int kRestMs = 250;       // an interval at every place that a threshold passes is too much

int sliderOf(double far) {
  return static_cast<int>(std::lround(100 * (std::log10(far) - std::log10(kLowestFar))));
}

double farOf(int slider) {
  return kLowestFar * std::pow(10.0, slider / 100.0);
}

}  // namespace

EvaluateView::EvaluateView(QWidget* parent)
    : QWidget(parent),
      roc_(new ChartView(this)),
      det_(new ChartView(this)),
      histogram_(new ChartView(this)),
      table_(new TarTable(this)),
      tabs_(new QTabWidget(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  column->setSpacing(space::kSmall);
  column->addWidget(thresholdBar());
  auto* hardest = new HardestPairsTab(faces_, this);
  auto* flips = new FlipsTab(faces_, this);
  pairTabs_ = {hardest, flips};
  for (PairsTab* tab : pairTabs_) {
    connect(tab, &PairsTab::facesWanted, this, &EvaluateView::facesWanted);
  }
  cards_ = new FactsView({}, this);
  tabs_->setDocumentMode(true);
  tabs_->addTab(hardest, tr("Hardest pairs"));
  tabs_->addTab(flips, tr("B against A"));
  tabs_->addTab(cards_, tr("Protocol"));
  auto* split = new QSplitter(Qt::Vertical, this);
  split->addWidget(charts());
  split->addWidget(tabs_);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  split->setSizes({600, 400});  // what asks for more height would take more
  split->setChildrenCollapsible(false);
  column->addWidget(split, 1);
  rest_.setSingleShot(true);
  rest_.setInterval(kRestMs);
  connect(&rest_, &QTimer::timeout, this, &EvaluateView::wantLineEstimates);
  connect(table_, &TarTable::farChosen, this, &EvaluateView::setFar);
  connect(histogram_, &ChartView::thresholdMoved, this, [this](double score, std::size_t run) {
    if (run < runs_.size()) setFar(std::max(kLowestFar, runs_[run]->farAt(score)));
  });
  for (ChartView* view : {roc_, det_}) {
    connect(view, &ChartView::thresholdMoved, this, &EvaluateView::setFar);
  }
}

/// The three charts side by side above the table.
QWidget* EvaluateView::charts() {
  auto* charts = new QWidget(this);
  auto* grid = new QGridLayout(charts);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(space::kSmall);
  int place = 0;
  for (ChartView* view : {roc_, det_, histogram_}) {
    grid->addWidget(view, 0, place);
    grid->setColumnStretch(place++, 1);
    watch(view);
  }
  grid->addWidget(table_, 1, 0, 1, 3);
  estimatesProblem_ = new QLabel(charts);
  estimatesProblem_->setProperty("look", "warning");
  estimatesProblem_->setWordWrap(true);
  estimatesProblem_->hide();
  grid->addWidget(estimatesProblem_, 2, 0, 1, 3);
  grid->setRowStretch(0, 1);
  return charts;
}

void EvaluateView::watch(ChartView* view) {
  connect(view, &ChartView::exportWanted, this,
          [this, view] { Q_EMIT exportWanted(view->chart()); });
  connect(view, &ChartView::commandWanted, this,
          [this, view] { Q_EMIT commandWanted(view->chart()); });
}

QWidget* EvaluateView::thresholdBar() {
  auto* bar = new QWidget(this);
  auto* row = bar_ = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space::kSmall);
  slider_ = new QSlider(Qt::Horizontal, bar);
  slider_->setRange(0, kSliderSteps);
  slider_->setAccessibleName(tr("False accept rate of the threshold"));
  field_ = new QLineEdit(bar);
  field_->setFixedWidth(84);
  field_->setAccessibleName(tr("False accept rate"));
  ruleBox_ = new QComboBox(bar);
  ruleBox_->addItem(tr("largest TAR with FAR \u2264 target"), static_cast<int>(TarRule::Floor));
  ruleBox_->addItem(tr("point nearest to the target"), static_cast<int>(TarRule::Nearest));
  ruleBox_->addItem(tr("interpolated between points"), static_cast<int>(TarRule::Interpolated));
  ruleBox_->setAccessibleName(tr("Convention"));
  auto* label = new QLabel(tr("FAR"), bar);
  label->setBuddy(field_);
  row->addWidget(label);
  row->addWidget(field_);
  row->addWidget(slider_, 1);
  auto* convention = new QLabel(tr("Convention"), bar);
  convention->setProperty("look", "muted");
  row->addWidget(convention);
  row->addWidget(ruleBox_);
  connect(slider_, &QSlider::valueChanged, this, [this](int value) { setFar(farOf(value)); });
  connect(field_, &QLineEdit::editingFinished, this, [this] {
    const auto far = parseNumber(field_->text().toStdString());
    setFar(far && *far > 0 && *far <= 1 ? *far
                                        : target_.far);  // nonsense falls back to what was there
  });
  connect(ruleBox_, &QComboBox::currentIndexChanged, this,
          [this] { setRule(static_cast<TarRule>(ruleBox_->currentData().toInt())); });
  return bar;
}

void EvaluateView::addChoice(const QString& label, QWidget* box) {
  auto* name = new QLabel(label, this);
  name->setBuddy(box);
  bar_->insertWidget(0, name);
  bar_->insertWidget(1, box);
  bar_->insertSpacing(2, space::kMedium);
}

void EvaluateView::setRuns(std::vector<ScoredRunPtr> runs) {
  runs_ = std::move(runs);
  if (!farChosen_) target_.far = usualFar();
  faces_.keep(runs_);
  setEstimatesProblem({}, {});
  showCharts();
  showCards();
  wantEstimates();
  showThreshold();
}

/// Until a FAR is chosen: the usual one, or the next of the table that ten impostor pairs of each
/// run can speak of. Below it there is nothing to see.
double EvaluateView::usualFar() const {
  double lowest = FarTarget().far;
  for (const ScoredRunPtr& run : runs_) lowest = std::max(lowest, run->lowestFar());
  double far = TarTable::targets().front();
  for (const double target : TarTable::targets()) {
    if (target >= lowest) far = std::min(far, target);
  }
  return far;
}

void EvaluateView::setRule(TarRule rule) {
  target_.rule = rule;
  const QSignalBlocker quiet(ruleBox_);
  ruleBox_->setCurrentIndex(ruleBox_->findData(static_cast<int>(rule)));
  table_->setRuns(runs_, target_.rule);
  wantEstimates();
  showThreshold();
}

void EvaluateView::wantEstimates() {
  for (const ScoredRunPtr& run : runs_) {
    const auto& targets = TarTable::targets();
    if (!table_->hasEstimate(run, target_.rule, targets.front())) {
      Q_EMIT estimatesWanted(run, target_.rule, targets);
    }
  }
}

void EvaluateView::wantLineEstimates() {
  for (const ScoredRunPtr& run : runs_) {
    if (!table_->hasEstimate(run, target_.rule, target_.far))
      Q_EMIT estimatesWanted(run, target_.rule, {target_.far});
  }
}

void EvaluateView::setEstimatesProblem(const ScoredRunPtr& run, const QString& problem) {
  estimatesProblem_->setVisible(!problem.isEmpty());
  if (problem.isEmpty()) return;
  estimatesProblem_->setText(
      tr("No intervals for %1: %2").arg(QString::fromStdString(run->label), problem));
}

void EvaluateView::addFaces(const ScoredRunPtr& run, const QVector<PairSide>& faces) {
  if (std::find(runs_.begin(), runs_.end(), run) == runs_.end()) return;
  faces_.add(*run, faces);
  for (PairsTab* tab : pairTabs_) tab->showPairs();
}

void EvaluateView::setFacesNote(const QString& note) {
  for (PairsTab* tab : pairTabs_) tab->setNote(note);
}

void EvaluateView::setFar(double far) {
  farChosen_ = true;
  target_.far = std::clamp(far, kLowestFar, 1.0);
  showThreshold();
}

void EvaluateView::showCharts() {
  roc_->setChart(rocChart(runs_, target_));
  det_->setChart(detChart(runs_, target_));
  histogram_->setChart(histogramChart(runs_, target_));
  table_->setRuns(runs_, target_.rule);
}

void EvaluateView::showThreshold() {
  const QSignalBlocker quietSlider(slider_);
  slider_->setValue(sliderOf(target_.far));
  field_->setText(QString::fromStdString(shortNumber(target_.far)));
  for (ChartView* chart : {roc_, det_, histogram_}) {
    chart->setSourceOptions(evaluationOptions(runs_, target_));
  }
  roc_->setThreshold(target_.far, farWords(target_.far));
  det_->setThreshold(target_.far, farWords(target_.far));
  table_->setFar(target_.far);
  histogram_->setThresholds(scoreThresholds(runs_, target_));
  PairScene scene{runs_, {}, target_.far};
  for (const ScoredRunPtr& run : runs_) scene.thresholds.push_back(thresholdOf(*run, target_));
  for (PairsTab* tab : pairTabs_) tab->setScene(scene);
  rest_.start();
}

void EvaluateView::showCards() {
  QVector<Fact> facts;
  for (const ScoredRunPtr& run : runs_) {
    for (const auto& [name, value] : run->card) {
      facts.append({QString::fromStdString(run->label), name, value, {}, false});
    }
  }
  cards_->setFacts(std::move(facts));
}

}  // namespace lafs
