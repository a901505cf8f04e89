// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/evaluate/scored_run.h"
#include "widgets/plot/chart.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSlider;
class QTabWidget;

namespace lafs {

class ChartView;
class FactsView;
class PairGallery;
class TarTable;
struct PairCard;

/// ROC, DET, histograms, TAR table and pairs of one protocol, for any number of runs, under one
/// threshold: wherever it is moved (a line in a chart, the slider, the field, a column's head),
/// everything follows. The first run is A, the second B.
class EvaluateView : public QWidget {
  Q_OBJECT

 public:
  explicit EvaluateView(QWidget* parent = nullptr);

  /// Runs of the same protocol. Comparison of pairs is offered for the first two when they scored
  /// the same pairs.
  void setRuns(std::vector<ScoredRunPtr> runs);
  void setFar(double far);
  double far() const { return far_; }
  void setRule(TarRule rule);
  TarTable& table() { return *table_; }

 Q_SIGNALS:
  void exportWanted(const lafs::Chart& chart);
  void commandWanted(const lafs::Chart& chart);
  /// The table has no interval yet for this run by this rule: TarTable::setEstimates brings it.
  void estimatesWanted(const lafs::ScoredRunPtr& run, lafs::TarRule rule);

 private:
  QWidget* thresholdBar();
  QWidget* pairsTab();
  QWidget* comparisonTab();
  void watch(ChartView* view);
  void showCharts();
  void showThreshold();
  void showPairs();
  void showComparison();
  void showCards();
  void wantEstimates();
  double thresholdOf(const ScoredRun& run) const;
  PairCard cardOf(std::uint32_t pair, const ScoredRun& pictures) const;

  std::vector<ScoredRunPtr> runs_;
  double far_ = 1e-3;
  TarRule rule_ = TarRule::Floor;

  ChartView* roc_;
  ChartView* det_;
  ChartView* histogram_;
  TarTable* table_;
  QTabWidget* tabs_;
  QSlider* slider_ = nullptr;
  QLineEdit* field_ = nullptr;
  QComboBox* ruleBox_ = nullptr;
  QComboBox* pairsOf_ = nullptr;
  QComboBox* errorKind_ = nullptr;
  QLabel* pairsText_ = nullptr;
  PairGallery* pairs_ = nullptr;
  QComboBox* flipKind_ = nullptr;
  QLabel* comparisonText_ = nullptr;
  PairGallery* flips_ = nullptr;
  FactsView* cards_ = nullptr;
};

}  // namespace lafs
