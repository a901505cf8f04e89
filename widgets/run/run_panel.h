// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QColor>
#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/config/experiment_spec.h"
#include "core/run/training_health.h"
#include "widgets/plot/chart.h"
#include "widgets/run/facts_view.h"
#include "widgets/run/preview_frame.h"
#include "widgets/run/run_charts.h"

class QComboBox;
class QLabel;
class QSplitter;
class QTabWidget;

namespace lafs {

class ChartGrid;
class HealthCard;
class PreviewStrip;

/// One run, or several over each other: charts by sections with the verdict over a pretraining on
/// the left; preview, configuration, provenance and what else is added on the right.
class RunPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunPanel(QWidget* parent = nullptr);

  /// A line about the run above everything: name, state, progress.
  void setHeadline(const QString& name, const QString& state, const QColor& stateColour);
  void setCurves(std::vector<RunCurves> runs);
  /// The verdict; nothing for a run that is no pretraining.
  void setHealth(const std::optional<TrainingHealth>& health);
  void setPreview(PreviewFrame frame);
  void setConfiguration(QVector<Fact> facts);
  void setProvenance(QVector<Fact> facts);
  /// A further tab on the right; the panel owns it.
  void addTab(QWidget* tab, const QString& title);
  void setCursorStep(std::optional<std::int64_t> step);
  TrainingAxis axis() const { return axis_; }
  void setAxis(TrainingAxis axis);
  QByteArray saveLayout() const;
  void restoreLayout(const QByteArray& layout);
  ChartGrid& charts() { return *charts_; }

 Q_SIGNALS:
  void stepPicked(qint64 step);  ///< a click in a chart along steps
  void exportWanted(const lafs::Chart& chart);
  void commandWanted(const lafs::Chart& chart);

 private:
  QWidget* header();
  QWidget* previewTab();
  void showCharts();

  std::vector<RunCurves> runs_;
  std::optional<TrainingHealth> health_;
  TrainingAxis axis_ = TrainingAxis::Step;
  QLabel* name_ = nullptr;
  QLabel* state_ = nullptr;
  QComboBox* axisBox_ = nullptr;
  ChartGrid* charts_;
  HealthCard* healthCard_;
  QSplitter* split_;
  QTabWidget* tabs_;
  QLabel* previewText_ = nullptr;
  PreviewStrip* preview_ = nullptr;
  FactsView* configuration_;
  FactsView* provenance_;
};

/// Every field of a spec with the paper's words beside it; what is not the default is marked.
QVector<Fact> configurationFacts(const ExperimentSpec& spec);

/// The segments of a run's history: where each began, and when.
QVector<Fact> segmentFacts(const MetricsHistory& metrics);

}  // namespace lafs
