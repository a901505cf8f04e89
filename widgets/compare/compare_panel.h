// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "core/config/experiment_spec.h"
#include "widgets/plot/chart.h"
#include "widgets/run/seed_bands.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QSplitter;

namespace lafs {

class ChartGrid;
class DifferenceTable;

/// Any number of runs: their curves over each other, one by one or as mean ± std of the runs that
/// differ in their seed alone, and what differs in their configurations.
class ComparePanel : public QWidget {
  Q_OBJECT

 public:
  explicit ComparePanel(QWidget* parent = nullptr);

  /// `groups` holds the same runs by seeds. `specs` are those of the runs, in their order; runs
  /// without one are left out of the table.
  void setRuns(std::vector<RunCurves> runs, std::vector<SeedCurves> groups,
               const std::vector<std::optional<ExperimentSpec>>& specs);
  QByteArray saveLayout() const;
  void restoreLayout(const QByteArray& layout);
  ChartGrid& charts() { return *charts_; }
  DifferenceTable& table() { return *table_; }
  void setSeedBands(bool shown);

 Q_SIGNALS:
  void exportWanted(const lafs::Chart& chart);
  void commandWanted(const lafs::Chart& chart);

 private:
  QWidget* header();
  void showCharts();

  std::vector<RunCurves> runs_;
  std::vector<SeedCurves> groups_;
  QLabel* text_ = nullptr;
  QCheckBox* seeds_ = nullptr;
  QComboBox* axis_ = nullptr;
  QSplitter* split_;
  ChartGrid* charts_;
  DifferenceTable* table_;
};

}  // namespace lafs
