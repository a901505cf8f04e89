// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableWidget>
#include <vector>

#include "widgets/evaluate/scored_run.h"

namespace lafs {

/// TAR at the usual FAR targets and at the threshold line, a row a run. A target below a run's FAR
/// floor is shown faint, with the reason in its tip.
class TarTable : public QTableWidget {
  Q_OBJECT

 public:
  explicit TarTable(QWidget* parent = nullptr);

  void setRuns(std::vector<ScoredRunPtr> runs, TarRule rule);
  void setFar(double far);  ///< of the threshold line: the first column

 Q_SIGNALS:
  void farChosen(double far);  ///< a column's head was clicked

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void fillCell(int row, int column, const ScoredRun& run, double far);

  std::vector<ScoredRunPtr> runs_;
  TarRule rule_ = TarRule::Floor;
  double far_ = 1e-3;
};

}  // namespace lafs
