// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <memory>

#include "widgets/runs/run_row.h"

namespace lafs {

struct FilterNode;

/// Which runs a filter line lets through:
///   alpha==2 && shots<=4 && state:failed        fields, metrics and columns, compared
///   (lafs || dino) && !state:done               bare words look into name, experiment and stage
/// Operators: == != < <= > >= and ":" (contains, whatever the case). "and", "or", "not" may be
/// written for && || !. A value with blanks stands in quotes. A row without the value never
/// matches a comparison.
class RunFilter {
 public:
  RunFilter() = default;  ///< lets everything through
  /// A line that cannot be understood lets everything through and says why in `error()`.
  explicit RunFilter(const QString& line);

  bool accepts(const RunRow& row) const;
  bool isEmpty() const { return !root_; }
  const QString& error() const { return error_; }  ///< empty when the line is understood

 private:
  std::shared_ptr<const FilterNode> root_;
  QString error_;
};

}  // namespace lafs
