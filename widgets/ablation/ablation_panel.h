// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/report/cell_report.h"

class QComboBox;
class QLabel;
class QTableView;

namespace lafs {

class PivotModel;
class SharingView;

/// Tables of an experiment beside the paper's: shared stages above, then a pivot over any axis.
class AblationPanel : public QWidget {
  Q_OBJECT

 public:
  explicit AblationPanel(QWidget* parent = nullptr);
  void show(std::vector<ReportTable> tables, const PlanSummary& plan);
  /// Names of the experiment's cells that the chosen cells of the table stand for.
  QStringList chosenCells() const;

 Q_SIGNALS:
  void cellOpened(const QStringList& runs);  ///< names of the run directories behind a cell
  void cellChosen();                         ///< `chosenCells` are others

 private:
  void fillAxes();
  void layOut();

  std::vector<ReportTable> tables_;
  SharingView* sharing_;
  QComboBox* table_;
  QComboBox* columns_;
  QComboBox* measure_;
  QLabel* caption_;
  QLabel* legend_;
  PivotModel* model_;
  QTableView* view_;
};

}  // namespace lafs
