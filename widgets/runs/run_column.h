// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>
#include <cmath>
#include <limits>

#include "widgets/runs/run_row.h"

namespace lafs {

/// What stands in one cell of the runs table.
struct CellValue {
  QString text;
  /// For sorting, comparing and averaging; NaN when the value is no number.
  double number = std::numeric_limits<double>::quiet_NaN();
  bool isNumber() const { return !std::isnan(number); }
  bool isEmpty() const { return text.isEmpty(); }
};

/// A column of the runs table, by its id: a built-in one ("name", "state", "progress", …), a field
/// of the spec by short name or path ("alpha", "finetune.train.epochs"), or a metric ("loss",
/// "frontal.accuracy"). In this order of precedence; filters use the same ids.
struct RunColumn {
  QString id;
  QString title;
  QString hint;
  bool number = false;   ///< right-aligned
  bool measure = false;  ///< a metric: seed groups show mean ± std
};

/// Built-in columns in their order.
const QVector<RunColumn>& builtInColumns();
/// The columns that a new window shows.
QStringList defaultColumnIds();
/// Column of an id; a metric when it is neither built in nor a field.
RunColumn runColumn(const QString& id);

/// Value of a row; empty where it has none.
CellValue cellValue(const RunRow& row, const QString& columnId);
/// What its cell says on hovering: the whole error, the whole path, the reason of a problem.
QString cellToolTip(const RunRow& row, const QString& columnId);

/// What stands for a state: "running", "paused", "lost contact", "problem", …
QString stateWord(const RunRow& row);

/// Whole per cent of a share that are reached: "29 %"; "100 %" at the end only.
QString shareText(double share);

/// A metric as people read it: 4 significant digits, per cent signs left out.
QString measureText(double value);

}  // namespace lafs
