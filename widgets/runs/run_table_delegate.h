// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include "widgets/runs/run_row.h"
#include "widgets/theme/icons.h"

namespace lafs {

/// Icon and colour that stand for a run's state, beside the word.
Icon stateIcon(const RunRow& row);
QColor stateColour(const RunRow& row);

/// Draws the cells of a RunTableModel: state as icon and word, progress as a thin bar with its
/// number, the loss as a sparkline, broken directories as a red row, groups with a folding mark.
class RunTableDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace lafs
