// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <vector>

#include "widgets/runs/run_row.h"

namespace lafs {

/// What differs between any number of runs, a column each; below, their metrics.
class RunDifferenceDialog : public QDialog {
  Q_OBJECT

 public:
  RunDifferenceDialog(const std::vector<RunRowPtr>& runs, QWidget* parent = nullptr);
};

}  // namespace lafs
