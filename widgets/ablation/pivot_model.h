// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include "widgets/ablation/pivot.h"

namespace lafs {

/// A pivot as an item model. The table from which the pivot was made must outlive it.
class PivotModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;
  void show(Pivot pivot);
  const ReportCell* cell(const QModelIndex& index) const;  ///< null where there is none
  bool hasRowTitles() const;  ///< false when the columns say everything

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  Pivot pivot_;
};

/// Draws a cell: the measured value, below it the published one, the verdict as a symbol in its
/// colour, the state while runs are missing, bold for the best of a column.
class PivotDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace lafs
