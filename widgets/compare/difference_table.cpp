// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/difference_table.h"

#include <QEvent>
#include <QHeaderView>
#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "widgets/theme/theme.h"

namespace lafs {

DifferenceTable::DifferenceTable(QWidget* parent) : QTableWidget(parent) {
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setShowGrid(false);
  setAlternatingRowColors(true);
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(tr("Differences of the configurations"));
  horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void DifferenceTable::setSpecs(std::vector<ExperimentSpec> specs, std::vector<std::string> names) {
  require(specs.size() == names.size(), "every compared spec has a name");
  specs_ = std::move(specs);
  names_ = std::move(names);
  refresh();
}

void DifferenceTable::setEverything(bool everything) {
  everything_ = everything;
  refresh();
}

/// Live runs are told every second; what differs between them seldom changes.
void DifferenceTable::refresh() {
  auto differences = specDifferences(specs_, !everything_);
  const bool same = std::equal(differences.begin(), differences.end(), shown_.begin(), shown_.end(),
                               [](const SpecFieldDifference& a, const SpecFieldDifference& b) {
                                 return a.field == b.field && a.values == b.values;
                               });
  if (same && shownNames_ == names_) return;
  shown_ = std::move(differences);
  shownNames_ = names_;
  fill();
}

void DifferenceTable::fill() {
  // Widths once at the end, not at each of some thousand items.
  horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
  setColumnCount(static_cast<int>(shownNames_.size()));
  setRowCount(static_cast<int>(shown_.size()));
  for (int column = 0; column < columnCount(); ++column) {
    auto* head =
        new QTableWidgetItem(QString::fromStdString(shownNames_[static_cast<std::size_t>(column)]));
    head->setForeground(Theme::current().series(column));
    setHorizontalHeaderItem(column, head);
  }
  for (int row = 0; row < rowCount(); ++row) {
    const SpecFieldDifference& difference = shown_[static_cast<std::size_t>(row)];
    const Field& field = difference.field->field();
    auto* head = new QTableWidgetItem(QString::fromStdString(difference.field->path()));
    QString tip = QString::fromStdString(field.meaning);
    if (!field.paper.empty()) tip += tr("\nPaper: %1").arg(QString::fromStdString(field.paper));
    head->setToolTip(tip);
    setVerticalHeaderItem(row, head);
    for (int column = 0; column < columnCount(); ++column) {
      const std::string& value = difference.values[static_cast<std::size_t>(column)];
      QString words = QString::fromStdString(value);
      if (!field.unit.empty()) words += ' ' + QString::fromStdString(field.unit);
      auto* item = new QTableWidgetItem(words);
      if (std::count(difference.values.begin(), difference.values.end(), value) == 1) {
        item->setFont(Theme::font(TextRole::Strong));
      }
      setItem(row, column, item);
    }
  }
  horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void DifferenceTable::changeEvent(QEvent* event) {
  QTableWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) fill();
}

}  // namespace lafs
