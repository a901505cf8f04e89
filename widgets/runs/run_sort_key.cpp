// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_sort_key.h"

namespace lafs {

RunSortKey::RunSortKey(const CellValue& value)
    : missing_(!value.isNumber() && value.isEmpty()), isNumber_(value.isNumber()) {
  if (isNumber_) {
    number_ = value.number;
  } else {
    text_ = value.text;
  }
}

bool RunSortKey::isBefore(const RunSortKey& other, Qt::SortOrder order) const {
  if (missing_ != other.missing_) return other.missing_;
  if (missing_) return false;
  const bool rising = order == Qt::AscendingOrder;
  if (isNumber_ && other.isNumber_) {
    return rising ? number_ < other.number_ : number_ > other.number_;
  }
  const int difference = text_.localeAwareCompare(other.text_);
  return rising ? difference < 0 : difference > 0;
}

}  // namespace lafs
