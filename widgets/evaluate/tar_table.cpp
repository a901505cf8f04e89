// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/tar_table.h"

#include <QEvent>
#include <QHeaderView>
#include <iterator>
#include <utility>

#include "core/base/text.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr double kTargets[] = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
constexpr int kFirstTarget = 2;  // after the line's own TAR and its threshold

QString percent(double share) {
  return QString::number(100 * share, 'f', 2);
}

}  // namespace

TarTable::TarTable(QWidget* parent) : QTableWidget(parent) {
  setColumnCount(kFirstTarget + static_cast<int>(std::size(kTargets)));
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setSelectionMode(QAbstractItemView::ContiguousSelection);
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(tr("TAR at FAR"));
  horizontalHeader()->setSectionsClickable(true);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  connect(horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
    if (column >= kFirstTarget) Q_EMIT farChosen(kTargets[column - kFirstTarget]);
  });
}

void TarTable::setRuns(std::vector<ScoredRunPtr> runs, TarRule rule) {
  runs_ = std::move(runs);
  rule_ = rule;
  fill();
}

void TarTable::setFar(double far) {
  far_ = far;
  fill();
}

void TarTable::fillCell(int row, int column, const ScoredRun& run, double far) {
  const TarAtFar point = tarAtFar(run.roc, far, rule_);
  auto* item = new QTableWidgetItem(percent(point.tar));
  item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  QString tip = tr("TAR %1 % at FAR %2, threshold %3")
                    .arg(percent(point.tar))
                    .arg(point.far, 0, 'g', 3)
                    .arg(point.threshold, 0, 'g', 5);
  if (point.belowFloor) {
    item->setForeground(Theme::current().faint);
    tip += tr("; below the floor of %1: fewer than ten of %2 impostor pairs")
               .arg(run.lowestFar(), 0, 'g', 2)
               .arg(run.roc.impostor);
  }
  item->setToolTip(tip);
  setItem(row, column, item);
  if (column != 0) return;
  auto* threshold = new QTableWidgetItem(QString::number(point.threshold, 'f', 3));
  threshold->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  threshold->setForeground(Theme::current().muted);
  setItem(row, 1, threshold);
}

void TarTable::fill() {
  setRowCount(static_cast<int>(runs_.size()));
  QStringList heads = {tr("TAR at line, %"), tr("threshold")};
  for (const double target : kTargets) {
    heads.append(QString("@ %1").arg(QString::fromStdString(formatNumber(target))));
  }
  setHorizontalHeaderLabels(heads);
  for (int row = 0; row < rowCount(); ++row) {
    const ScoredRun& run = *runs_[static_cast<std::size_t>(row)];
    auto* head = new QTableWidgetItem(QString::fromStdString(run.label));
    head->setForeground(Theme::current().series(run.style));
    head->setToolTip(QString::fromStdString(run.run));
    setVerticalHeaderItem(row, head);
    fillCell(row, 0, run, far_);
    for (int i = 0; i < static_cast<int>(std::size(kTargets)); ++i) {
      fillCell(row, kFirstTarget + i, run, kTargets[i]);
    }
  }
}

void TarTable::changeEvent(QEvent* event) {
  QTableWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) fill();
}

}  // namespace lafs
