// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/tar_table.h"

#include <QEvent>
#include <QHeaderView>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include "core/base/text.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kNameWidth = 300;  // a longer label is in the tip
constexpr int kMostRows = 6;     // more are scrolled
constexpr int kFirstTarget = 2;  // after the line's own TAR and its threshold

QString percent(double share) {
  return QString::number(100 * share, 'f', 2);
}

}  // namespace

const std::vector<double>& TarTable::targets() {
  static const std::vector<double> all = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
  return all;
}

TarTable::TarTable(QWidget* parent) : QTableWidget(parent) {
  setColumnCount(kFirstTarget + static_cast<int>(targets().size()));
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setSelectionMode(QAbstractItemView::ContiguousSelection);
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("TAR at FAR"));
  horizontalHeader()->setSectionsClickable(true);
  // As wide as an interval; what is below the floor takes less.
  horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  verticalHeader()->setMaximumWidth(kNameWidth);
  verticalHeader()->setTextElideMode(Qt::ElideRight);
  connect(horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
    if (column >= kFirstTarget)
      Q_EMIT farChosen(targets()[static_cast<std::size_t>(column - kFirstTarget)]);
  });
}

void TarTable::setRuns(std::vector<ScoredRunPtr> runs, TarRule rule) {
  runs_ = std::move(runs);
  rule_ = rule;
  for (auto known = estimates_.begin(); known != estimates_.end();) {
    const bool shown = std::any_of(runs_.begin(), runs_.end(), [&](const ScoredRunPtr& run) {
      return run.get() == std::get<0>(known->first);
    });
    known = shown ? std::next(known) : estimates_.erase(known);
  }
  fill();
}

void TarTable::setEstimates(const ScoredRunPtr& run, TarRule rule, const std::vector<double>& fars,
                            const TarEstimates& estimates) {
  // Only of runs that this table holds: their addresses are nobody else's.
  if (std::find(runs_.begin(), runs_.end(), run) == runs_.end()) return;
  for (std::size_t i = 0; i < std::min(fars.size(), estimates.size()); ++i) {
    estimates_[{run.get(), rule, fars[i]}] = estimates[i];
  }
  if (rule == rule_) fill();
}

bool TarTable::hasEstimate(const ScoredRunPtr& run, TarRule rule, double far) const {
  return estimates_.count({run.get(), rule, far}) > 0;
}

const Interval* TarTable::intervalOf(const ScoredRun& run, double far) const {
  const auto found = estimates_.find({&run, rule_, far});
  return found != estimates_.end() && found->second.interval ? &*found->second.interval : nullptr;
}

void TarTable::setFar(double far) {
  far_ = far;
  fill();
}

void TarTable::fillCell(int row, int column, const ScoredRun& run, double far) {
  const TarAtFar point = tarAtFar(run.roc, far, rule_);
  QString words = percent(point.tar);
  const Interval* interval = intervalOf(run, far);
  if (interval) {
    words += QString("  [%1, %2]")
                 .arg(100 * interval->low, 0, 'f', 1)
                 .arg(100 * interval->high, 0, 'f', 1);
  }
  auto* item = new QTableWidgetItem(words);
  item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  QString tip = tr("TAR %1 % at FAR %2, threshold %3")
                    .arg(percent(point.tar))
                    .arg(point.far, 0, 'g', 3)
                    .arg(point.threshold, 0, 'g', 5);
  if (interval) {
    tip += tr("; %1 % interval %2 to %3 %")
               .arg(100 * interval->level, 0, 'g', 3)
               .arg(percent(interval->low), percent(interval->high));
  }
  if (point.belowFloor) {
    item->setForeground(Theme::current().faint);
    tip += tr("; below the floor of %1: fewer than ten of %2 impostor pairs")
               .arg(run.lowestFar(), 0, 'g', 2)
               .arg(run.roc.impostor);
  }
  item->setToolTip(tip);
  setItem(row, column, item);
  if (column != 0) return;
  // No score is accepted there: no threshold either.
  auto* threshold = new QTableWidgetItem(
      std::isfinite(point.threshold) ? QString::number(point.threshold, 'f', 3) : "\u2013");
  threshold->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  threshold->setForeground(Theme::current().muted);
  setItem(row, 1, threshold);
}

/// As high as its rows, so that the charts have the rest.
QSize TarTable::sizeHint() const {
  const int rows = std::clamp(rowCount(), 1, kMostRows);
  const int height = horizontalHeader()->sizeHint().height() +
                     rows * verticalHeader()->defaultSectionSize() + 2 * frameWidth();
  return {QTableWidget::sizeHint().width(), height};
}

void TarTable::fill() {
  setRowCount(static_cast<int>(runs_.size()));
  updateGeometry();
  QStringList heads = {tr("TAR at line, %"), tr("threshold")};
  for (const double target : targets()) {
    heads.append(QString("@ %1").arg(QString::fromStdString(formatNumber(target))));
  }
  setHorizontalHeaderLabels(heads);
  for (int row = 0; row < rowCount(); ++row) {
    const ScoredRun& run = *runs_[static_cast<std::size_t>(row)];
    auto* head = new QTableWidgetItem(QString::fromStdString(run.label));
    head->setForeground(Theme::current().series(run.style));
    head->setToolTip(QString::fromStdString(run.label + "\n" + run.run));
    setVerticalHeaderItem(row, head);
    fillCell(row, 0, run, far_);
    int column = kFirstTarget;
    for (const double target : targets()) fillCell(row, column++, run, target);
  }
}

void TarTable::changeEvent(QEvent* event) {
  QTableWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) fill();
}

}  // namespace lafs
