// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "widgets/runs/run_column.h"

namespace lafs {

/// What a line of the runs table is sorted by: numbers by size, texts by the reader's language, and
/// rows without a value last, whichever the direction.
class RunSortKey {
 public:
  explicit RunSortKey(const CellValue& value);
  bool isBefore(const RunSortKey& other, Qt::SortOrder order) const;

 private:
  bool missing_ = true;
  bool isNumber_ = false;
  double number_ = 0;
  QString text_;
};

}  // namespace lafs
