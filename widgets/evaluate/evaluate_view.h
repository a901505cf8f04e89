// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "widgets/evaluate/evaluation_charts.h"
#include "widgets/evaluate/pair_faces.h"
#include "widgets/evaluate/scored_run.h"
#include "widgets/plot/chart.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QTabWidget;

namespace lafs {

class ChartView;
class FactsView;
class PairsTab;
class TarTable;

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
  double far() const { return target_.far; }
  void setRule(TarRule rule);
  TarTable& table() { return *table_; }
  /// Puts a choice of the owner's at the beginning of the bar above the charts.
  void addChoice(const QString& label, QWidget* box);
  /// Why a run has no intervals; empty takes the sentence away.
  void setEstimatesProblem(const ScoredRunPtr& run, const QString& problem);
  /// Pictures and landmarks that were wanted; why some are missing.
  void addFaces(const ScoredRunPtr& run, const QVector<PairSide>& faces);
  void setFacesNote(const QString& note);

 Q_SIGNALS:
  void exportWanted(const lafs::Chart& chart);
  void commandWanted(const lafs::Chart& chart);
  /// The table has no intervals yet for this run by this rule at these FARs (those of the columns,
  /// or that at which the threshold rests): TarTable::setEstimates brings them.
  void estimatesWanted(const lafs::ScoredRunPtr& run, lafs::TarRule rule,
                       const std::vector<double>& fars);
  /// Faces by name that a gallery shows without picture or landmarks: addFaces brings them.
  void facesWanted(const lafs::ScoredRunPtr& run, const QStringList& names);

 private:
  QWidget* thresholdBar();
  QWidget* charts();
  void watch(ChartView* view);
  void showCharts();
  double usualFar() const;
  void showThreshold();
  void showCards();
  void wantEstimates();
  void wantLineEstimates();

  std::vector<ScoredRunPtr> runs_;
  PairFaces faces_;
  FarTarget target_;
  bool farChosen_ = false;

  ChartView* roc_;
  ChartView* det_;
  ChartView* histogram_;
  TarTable* table_;
  QTabWidget* tabs_;
  QHBoxLayout* bar_ = nullptr;
  QSlider* slider_ = nullptr;
  QLineEdit* field_ = nullptr;
  QComboBox* ruleBox_ = nullptr;
  QLabel* estimatesProblem_ = nullptr;
  QVector<PairsTab*> pairTabs_;
  FactsView* cards_ = nullptr;
  QTimer rest_;  ///< the threshold has stood still for a moment
};

}  // namespace lafs
