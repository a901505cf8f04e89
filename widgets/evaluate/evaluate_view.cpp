// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/evaluate_view.h"

#include <QCheckBox>
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
#include "core/eval/mcnemar.h"
#include "core/eval/pair_flips.h"
#include "widgets/evaluate/evaluation_charts.h"
#include "widgets/evaluate/pair_gallery.h"
#include "widgets/evaluate/tar_table.h"
#include "widgets/plot/chart_view.h"
#include "widgets/run/facts_view.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr double kLowestFar = 1e-7;
constexpr int kSliderSteps = 700;  // a hundred a decade
constexpr std::size_t kShownPairs = 96;

int sliderOf(double far) {
  return static_cast<int>(std::lround(100 * (std::log10(far) - std::log10(kLowestFar))));
}

double farOf(int slider) {
  return kLowestFar * std::pow(10.0, slider / 100.0);
}

QString shortNumber(double value) {
  return QString::number(value, 'g', 3);
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
  table_->setMinimumHeight(90);
  grid->addWidget(table_, 1, 0, 1, 3);
  grid->setRowStretch(0, 3);
  grid->setRowStretch(1, 1);
  tabs_->setDocumentMode(true);
  tabs_->addTab(pairsTab(), tr("Hardest pairs"));
  tabs_->addTab(comparisonTab(), tr("B against A"));
  cards_ = new FactsView({}, this);
  tabs_->addTab(cards_, tr("Protocol"));
  auto* split = new QSplitter(Qt::Vertical, this);
  split->addWidget(charts);
  split->addWidget(tabs_);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  split->setChildrenCollapsible(false);
  column->addWidget(split, 1);
  connect(table_, &TarTable::farChosen, this, &EvaluateView::setFar);
  connect(histogram_, &ChartView::thresholdMoved, this, [this](double score) {
    if (!runs_.empty()) setFar(std::max(kLowestFar, runs_.front()->farAt(score)));
  });
  for (ChartView* view : {roc_, det_}) {
    connect(view, &ChartView::thresholdMoved, this, &EvaluateView::setFar);
  }
}

void EvaluateView::watch(ChartView* view) {
  connect(view, &ChartView::exportWanted, this,
          [this, view] { Q_EMIT exportWanted(view->chart()); });
  connect(view, &ChartView::commandWanted, this,
          [this, view] { Q_EMIT commandWanted(view->chart()); });
}

QWidget* EvaluateView::thresholdBar() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
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
    setFar(far && *far > 0 && *far <= 1 ? *far : far_);  // nonsense falls back to what was there
  });
  connect(ruleBox_, &QComboBox::currentIndexChanged, this,
          [this] { setRule(static_cast<TarRule>(ruleBox_->currentData().toInt())); });
  return bar;
}

QWidget* EvaluateView::pairsTab() {
  auto* tab = new QWidget(this);
  auto* column = new QVBoxLayout(tab);
  column->setContentsMargins(0, space::kSmall, 0, 0);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kSmall);
  pairsOf_ = new QComboBox(tab);
  pairsOf_->setAccessibleName(tr("Run whose errors are shown"));
  errorKind_ = new QComboBox(tab);
  errorKind_->addItems({tr("False accepts: different people taken for one"),
                        tr("False rejects: one person taken for two")});
  errorKind_->setAccessibleName(tr("Kind of error"));
  pairsText_ = new QLabel(tab);
  pairsText_->setProperty("look", "muted");
  auto* landmarks = new QCheckBox(tr("Landmarks"), tab);
  landmarks->setChecked(true);
  row->addWidget(pairsOf_);
  row->addWidget(errorKind_);
  row->addWidget(pairsText_, 1);
  row->addWidget(landmarks);
  pairs_ = new PairGallery(tab);
  pairs_->setObjectName("hardest");
  column->addLayout(row);
  column->addWidget(pairs_, 1);
  connect(pairsOf_, &QComboBox::currentIndexChanged, this, &EvaluateView::showPairs);
  connect(errorKind_, &QComboBox::currentIndexChanged, this, &EvaluateView::showPairs);
  connect(landmarks, &QCheckBox::toggled, pairs_, &PairGallery::setLandmarksShown);
  return tab;
}

QWidget* EvaluateView::comparisonTab() {
  auto* tab = new QWidget(this);
  auto* column = new QVBoxLayout(tab);
  column->setContentsMargins(0, space::kSmall, 0, 0);
  auto* row = new QHBoxLayout;
  flipKind_ = new QComboBox(tab);
  flipKind_->addItems({tr("Errors of A that B fixes"), tr("Errors that B makes and A does not")});
  flipKind_->setAccessibleName(tr("Which differences"));
  comparisonText_ = new QLabel(tab);
  comparisonText_->setWordWrap(true);
  row->addWidget(flipKind_);
  row->addWidget(comparisonText_, 1);
  flips_ = new PairGallery(tab);
  flips_->setObjectName("flips");
  column->addLayout(row);
  column->addWidget(flips_, 1);
  connect(flipKind_, &QComboBox::currentIndexChanged, this, &EvaluateView::showComparison);
  return tab;
}

void EvaluateView::setRuns(std::vector<ScoredRunPtr> runs) {
  runs_ = std::move(runs);
  {
    const QSignalBlocker quiet(pairsOf_);
    const int before = std::max(0, pairsOf_->currentIndex());
    pairsOf_->clear();
    for (const ScoredRunPtr& run : runs_) pairsOf_->addItem(QString::fromStdString(run->label));
    pairsOf_->setCurrentIndex(std::min(before, pairsOf_->count() - 1));
  }
  showCharts();
  showCards();
  wantEstimates();
  setFar(far_);
}

void EvaluateView::setRule(TarRule rule) {
  rule_ = rule;
  const QSignalBlocker quiet(ruleBox_);
  ruleBox_->setCurrentIndex(ruleBox_->findData(static_cast<int>(rule)));
  table_->setRuns(runs_, rule_);
  wantEstimates();
  showThreshold();
}

void EvaluateView::wantEstimates() {
  for (const ScoredRunPtr& run : runs_) {
    if (!table_->hasEstimates(run, rule_)) Q_EMIT estimatesWanted(run, rule_);
  }
}

void EvaluateView::setFar(double far) {
  far_ = std::clamp(far, kLowestFar, 1.0);
  showThreshold();
}

double EvaluateView::thresholdOf(const ScoredRun& run) const {
  return tarAtFar(run.roc, far_, rule_).threshold;
}

void EvaluateView::showCharts() {
  roc_->setChart(rocChart(runs_, far_));
  det_->setChart(detChart(runs_, far_));
  histogram_->setChart(
      histogramChart(runs_, runs_.empty() ? std::nan("") : thresholdOf(*runs_.front())));
  table_->setRuns(runs_, rule_);
}

void EvaluateView::showThreshold() {
  const QSignalBlocker quietSlider(slider_);
  slider_->setValue(sliderOf(far_));
  field_->setText(shortNumber(far_));
  const std::string words = "FAR " + shortNumber(far_).toStdString();
  roc_->setThreshold(far_, words);
  det_->setThreshold(far_, words);
  table_->setFar(far_);
  if (!runs_.empty()) {
    const double score = thresholdOf(*runs_.front());
    if (std::isfinite(score)) {
      histogram_->setThreshold(score, "threshold " + shortNumber(score).toStdString());
    }
  }
  showPairs();
  showComparison();
}

PairCard EvaluateView::cardOf(std::uint32_t pair, const ScoredRun& run) const {
  PairCard card;
  card.pair = pair;
  card.score = run.pairs.score[pair];
  const auto pictures = run.pictures.find(pair);
  if (pictures != run.pictures.end()) card.sides = pictures->second;
  return card;
}

void EvaluateView::showPairs() {
  const int index = pairsOf_->currentIndex();
  if (index < 0 || index >= static_cast<int>(runs_.size())) {
    pairsText_->clear();
    pairs_->setCards({}, tr("Put an evaluated run on the plots to see its hardest pairs."));
    return;
  }
  const ScoredRun& run = *runs_[static_cast<std::size_t>(index)];
  const double threshold = thresholdOf(run);
  const bool accepts = errorKind_->currentIndex() == 0;
  const auto wrong = accepts ? run.errors->falseAccepts(threshold, kShownPairs)
                             : run.errors->falseRejects(threshold, kShownPairs);
  const std::int64_t all =
      accepts ? run.errors->falseAcceptCount(threshold) : run.errors->falseRejectCount(threshold);
  QVector<PairCard> cards;
  for (const std::uint32_t pair : wrong) cards.append(cardOf(pair, run));
  pairsText_->setText(tr("%1 of %2 %3 pairs at threshold %4")
                          .arg(all)
                          .arg(accepts ? run.roc.impostor : run.roc.genuine)
                          .arg(accepts ? tr("impostor") : tr("genuine"))
                          .arg(shortNumber(threshold)));
  pairs_->setCards(std::move(cards), tr("No such error at this threshold."));
}

void EvaluateView::showComparison() {
  if (runs_.size() < 2 || runs_[0]->pairs.same != runs_[1]->pairs.same) {
    comparisonText_->setText(
        runs_.size() < 2 ? tr("Put a second run on the plots: A is the first, B the second.")
                         : tr("The two runs did not score the same pairs."));
    flips_->setCards({}, tr("Nothing to compare."));
    return;
  }
  const ScoredRun& a = *runs_[0];
  const ScoredRun& b = *runs_[1];
  const PairFlips flips =
      pairFlips(a.pairs.score, thresholdOf(a), b.pairs.score, thresholdOf(b), a.pairs.same);
  const auto fixed = static_cast<std::int64_t>(flips.fixed.size());
  const auto broken = static_cast<std::int64_t>(flips.broken.size());
  comparisonText_->setText(tr("At FAR %1, each at its own threshold: B (%2) fixes %3 errors of A "
                              "(%4) and makes %5 new ones. McNemar p = %6.")
                               .arg(shortNumber(far_), QString::fromStdString(b.label))
                               .arg(fixed)
                               .arg(QString::fromStdString(a.label))
                               .arg(broken)
                               .arg(shortNumber(mcnemarP(fixed, broken))));
  const bool fixes = flipKind_->currentIndex() == 0;
  const auto& pairs = fixes ? flips.fixed : flips.broken;
  QVector<PairCard> cards;
  for (std::size_t i = 0; i < std::min(pairs.size(), kShownPairs); ++i) {
    // The run that errs kept pictures of its hardest pairs.
    PairCard card = cardOf(pairs[i], fixes ? a : b);
    card.remark = tr("%1 \u00b7 A %2 \u00b7 B %3")
                      .arg(a.pairs.same[pairs[i]] ? tr("one person") : tr("two people"))
                      .arg(a.pairs.score[pairs[i]], 0, 'f', 2)
                      .arg(b.pairs.score[pairs[i]], 0, 'f', 2);
    cards.append(card);
  }
  flips_->setCards(std::move(cards), tr("None."));
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
