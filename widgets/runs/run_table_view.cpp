// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_table_view.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>

#include "widgets/runs/run_table_delegate.h"
#include "widgets/runs/run_table_model.h"

namespace lafs {

namespace {

constexpr int kRowPadding = 12;
constexpr int kFoldingWidth = 26;

}  // namespace

RunTableView::RunTableView(RunTableModel& model, QWidget* parent)
    : QTableView(parent), model_(model) {
  setModel(&model);
  setItemDelegate(new RunTableDelegate(this));
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setShowGrid(false);
  setWordWrap(false);
  setMouseTracking(true);
  setTabKeyNavigation(false);
  setSortingEnabled(true);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + kRowPadding);
  horizontalHeader()->setSectionsMovable(true);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setStretchLastSection(true);
  horizontalHeader()->setSortIndicatorClearable(true);
  horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  setAccessibleName(tr("Runs"));
}

QStringList RunTableView::selectedDirectories() const {
  QModelIndexList rows = selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end(),
            [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
  QStringList directories;
  for (const QModelIndex& index : rows) {
    for (const RunRowPtr& run : model_.runsAt(index.row())) {
      const QString directory = QString::fromStdString(run->directory);
      if (!directories.contains(directory)) directories << directory;
    }
  }
  return directories;
}

QString RunTableView::currentDirectory() const {
  // After "select all", or when a filter has taken the current row away, the first one selected.
  const auto runs = model_.runsAt(currentIndex().row());
  const QString current =
      runs.empty() ? QString() : QString::fromStdString(runs.front()->directory);
  const QStringList selected = selectedDirectories();
  return selected.isEmpty() || selected.contains(current) ? current : selected.first();
}

void RunTableView::chooseDirectory(const QString& directory) {
  const int row = model_.rowOf(directory);
  if (row < 0) return;
  setCurrentIndex(model_.index(row, 0));
  scrollTo(currentIndex());
}

bool RunTableView::foldAt(const QModelIndex& index) {
  if (index.data(RunTableModel::GroupRole).toInt() == 0) return false;
  model_.toggleGroup(index.row());
  return true;
}

void RunTableView::keyPressEvent(QKeyEvent* event) {
  const QModelIndex index = currentIndex();
  const bool isGroup = index.data(RunTableModel::GroupRole).toInt() > 0;
  const bool unfolded = index.data(RunTableModel::UnfoldedRole).toBool();
  switch (event->key()) {
    case Qt::Key_Space:
      Q_EMIT showToggled(selectedDirectories());
      return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (!foldAt(index) && !currentDirectory().isEmpty()) Q_EMIT opened(currentDirectory());
      return;
    case Qt::Key_Left:
    case Qt::Key_Right:
      if (isGroup && unfolded == (event->key() == Qt::Key_Left)) {
        foldAt(index);
        return;
      }
      break;
    default:
      break;
  }
  QTableView::keyPressEvent(event);
}

void RunTableView::mousePressEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->pos());
  const bool onMark = index.data(RunTableModel::ColumnIdRole).toString() == "name" &&
                      event->pos().x() - visualRect(index).left() < kFoldingWidth;
  if (event->button() == Qt::LeftButton && onMark && foldAt(index)) return;
  QTableView::mousePressEvent(event);
}

void RunTableView::mouseDoubleClickEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->pos());
  if (foldAt(index)) return;
  const RunRowPtr run = model_.run(index.row());
  if (run) Q_EMIT opened(QString::fromStdString(run->directory));
}

void RunTableView::selectionChanged(const QItemSelection& selected,
                                    const QItemSelection& deselected) {
  QTableView::selectionChanged(selected, deselected);
  Q_EMIT selectionMoved();
}

void RunTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  if (current.row() != previous.row()) Q_EMIT selectionMoved();
}

void RunTableView::contextMenuEvent(QContextMenuEvent* event) {
  Q_EMIT menuWanted(event->globalPos());
}

}  // namespace lafs
