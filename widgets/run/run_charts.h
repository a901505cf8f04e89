// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/run/metrics_history.h"
#include "core/run/training_health.h"
#include "widgets/plot/chart.h"

namespace lafs {

/// One run's measurements with what its charts need to know beside them.
struct RunCurves {
  std::string run;    ///< name of its directory
  std::string label;  ///< what the legend calls it
  std::shared_ptr<const MetricsHistory> metrics;
  HealthReference reference;  ///< of a pretraining; 0 outputs for other stages
  double stepsPerEpoch = 0;   ///< 0 = not known: the epoch axis then has whole epochs
  int style = 0;              ///< its colour among several runs
};

/// What a training chart counts along.
enum class TrainingAxis { Step, Epoch, Hours };
const char* trainingAxisName(TrainingAxis axis);             ///< "step" | "epoch" | "hours"
TrainingAxis trainingAxisFromName(const std::string& name);  ///< UserError for anything else

/// Where on the screen of a run a chart stands.
enum class ChartGroup { Losses, Health, Schedules, Throughput, Other };
const char* chartGroupName(ChartGroup group);  ///< as a heading

/// One metric as a curve of a chart.
struct MetricCurve {
  std::string metric;  ///< name in metrics.jsonl
  std::string label;
};

/// A training chart by its name: which metrics it shows, and how.
struct RunChartKind {
  std::string name;  ///< of the figure: "loss"
  std::string title;
  std::string quantity;  ///< label of the y axis, with unit
  ChartGroup group = ChartGroup::Other;
  std::vector<MetricCurve> curves;
  bool logarithmic = false;
};

/// The known charts, in the order of the screen. A new one is one row of its table.
const std::vector<RunChartKind>& runChartKinds();

/// Known charts, then one for every logged metric that no known chart shows: nothing is hidden.
std::vector<RunChartKind> chartKindsOf(const std::vector<RunCurves>& runs);

/// One chart of one or many runs. With one run its curves are the chart's metrics, and the places
/// where it was resumed are marked; with many they are each run's, and each metric's if there are
/// several.
Chart runChart(const RunChartKind& kind, const std::vector<RunCurves>& runs, TrainingAxis axis);

/// One metric of one run along an axis; rows that do not have it are left out.
std::shared_ptr<CurveData> metricCurve(const RunCurves& run, const std::string& metric,
                                       TrainingAxis axis);

}  // namespace lafs
