// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <string>
#include <vector>

#include "widgets/runs/run_row.h"

namespace lafs {

/// A field in which runs differ, with its value in each of them.
struct DifferingField {
  std::string path;
  std::vector<std::string> values;  ///< run by run
};

/// Fields of the spec that are not equal in all `runs`, in the order of the field tables.
std::vector<DifferingField> differingFields(const std::vector<RunRowPtr>& runs);

/// What differs between any number of runs, a column each; below, their metrics.
class RunDifferenceDialog : public QDialog {
  Q_OBJECT

 public:
  RunDifferenceDialog(const std::vector<RunRowPtr>& runs, QWidget* parent = nullptr);
};

}  // namespace lafs
