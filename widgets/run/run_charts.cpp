// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/run_charts.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

constexpr double kSecondsPerHour = 3600;

/// x of every row.
std::vector<double> positions(const RunCurves& run, TrainingAxis axis) {
  const MetricsHistory& metrics = *run.metrics;
  std::vector<double> x(metrics.rows());
  for (std::size_t row = 0; row < x.size(); ++row) {
    switch (axis) {
      case TrainingAxis::Step:
        x[row] = static_cast<double>(metrics.step[row]);
        break;
      case TrainingAxis::Epoch:
        x[row] = run.stepsPerEpoch > 0
                     ? static_cast<double>(metrics.step[row] + 1) / run.stepsPerEpoch
                     : static_cast<double>(metrics.epoch[row]);
        break;
      case TrainingAxis::Hours:
        x[row] = (metrics.time[row] - metrics.time.front()) / kSecondsPerHour;
        break;
    }
  }
  return x;
}

/// What a metric's numbers are multiplied by for its chart.
double factorOf(const RunCurves& run, const std::string& metric) {
  // Logged as a share of 1/√d; shown as the standard deviation itself, beside that line.
  if (metric == "feature_spread" && run.reference.featureDim > 0) {
    return run.reference.uniformSpread();
  }
  return 1;
}

std::string xLabel(TrainingAxis axis) {
  return axis == TrainingAxis::Hours ? "hours since the start" : trainingAxisName(axis);
}

void addReferences(Chart& chart, const RunChartKind& kind, const std::vector<RunCurves>& runs) {
  std::set<double> drawn;
  const auto add = [&](double at, const std::string& words) {
    if (drawn.insert(at).second) {
      chart.lines.push_back(
          {LineRole::Reference, false, at, words + formatNumber(std::round(at * 1e4) / 1e4)});
    }
  };
  for (const RunCurves& run : runs) {
    if (run.reference.headOutputs <= 0) continue;
    if (kind.name == "entropy" || kind.name == "loss") {
      add(run.reference.uniformEntropy(), "ln K = ");
    }
    if (kind.name == "spread") add(run.reference.uniformSpread(), "1/\u221ad = ");
  }
}

/// Where a run was resumed, along the axis.
void addSegments(Chart& chart, const RunCurves& run, TrainingAxis axis) {
  const MetricsHistory& metrics = *run.metrics;
  const std::vector<double> x = positions(run, axis);
  for (const MetricsSegment& segment : metrics.segments) {
    if (segment.restoredStep == 0) continue;
    const auto row =
        std::lower_bound(metrics.step.begin(), metrics.step.end(), segment.restoredStep) -
        metrics.step.begin();
    if (row == static_cast<std::ptrdiff_t>(x.size())) continue;
    chart.lines.push_back({LineRole::Segment, true, x[static_cast<std::size_t>(row)], "resumed"});
  }
}

}  // namespace

const char* trainingAxisName(TrainingAxis axis) {
  switch (axis) {
    case TrainingAxis::Step:
      return "step";
    case TrainingAxis::Epoch:
      return "epoch";
    case TrainingAxis::Hours:
      return "hours";
  }
  return "";
}

TrainingAxis trainingAxisFromName(const std::string& name) {
  for (const TrainingAxis axis : {TrainingAxis::Step, TrainingAxis::Epoch, TrainingAxis::Hours}) {
    if (name == trainingAxisName(axis)) return axis;
  }
  throw UserError("--along", "'" + name + "' is no axis", "use step, epoch or hours");
}

const char* chartGroupName(ChartGroup group) {
  switch (group) {
    case ChartGroup::Losses:
      return "Losses";
    case ChartGroup::Health:
      return "Self-distillation health";
    case ChartGroup::Schedules:
      return "Schedules";
    case ChartGroup::Throughput:
      return "Throughput";
    case ChartGroup::Other:
      return "More";
  }
  return "";
}

const std::vector<RunChartKind>& runChartKinds() {
  using G = ChartGroup;
  static const std::vector<RunChartKind> kinds = {
      {"loss",
       "Loss",
       "loss, nat",
       G::Losses,
       {{"loss", "total"}, {"identity_loss", "identity"}},
       false},
      {"landmark-loss",
       "Landmark loss",
       "loss",
       G::Losses,
       {{"landmark_loss", "landmarks"}},
       false},
      {"accuracy",
       "Training accuracy",
       "share of images",
       G::Losses,
       {{"accuracy", "accuracy"}},
       false},
      {"entropy",
       "Entropy",
       "nat",
       G::Health,
       {{"teacher_entropy", "teacher"}, {"student_entropy", "student"}},
       false},
      {"kl", "KL(teacher, student)", "nat", G::Health, {{"kl", "KL"}}, false},
      {"centre", "Centre norm", "norm", G::Health, {{"centre_norm", "centre"}}, false},
      {"spread",
       "Feature spread",
       "standard deviation",
       G::Health,
       {{"feature_spread", "features"}},
       false},
      {"teacher-distance",
       "Teacher from student",
       "relative distance of weights",
       G::Health,
       {{"teacher_distance", "distance"}},
       true},
      {"learning-rate",
       "Learning rate",
       "learning rate",
       G::Schedules,
       {{"learning_rate", "learning rate"}},
       false},
      {"weight-decay",
       "Weight decay",
       "weight decay",
       G::Schedules,
       {{"weight_decay", "weight decay"}},
       false},
      {"momentum", "Teacher momentum", "momentum", G::Schedules, {{"momentum", "momentum"}}, false},
      {"temperature",
       "Teacher temperature",
       "temperature",
       G::Schedules,
       {{"teacher_temperature", "temperature"}},
       false},
      {"landmark-beta",
       "Landmark beta",
       "\u03b2",
       G::Schedules,
       {{"landmark_beta", "\u03b2"}},
       false},
      {"gradient", "Gradient norm", "norm", G::Losses, {{"gradient_norm", "gradient"}}, true},
      {"images",
       "Images per second",
       "images/s",
       G::Throughput,
       {{"images_per_second", "images/s"}},
       false},
      {"phases",
       "Where a step's time goes",
       "s per step",
       G::Throughput,
       {{"seconds_data", "data"},
        {"seconds_forward", "forward"},
        {"seconds_backward", "backward"},
        {"seconds_optimizer", "optimizer"}},
       false},
  };
  return kinds;
}

std::vector<RunChartKind> chartKindsOf(const std::vector<RunCurves>& runs) {
  std::set<std::string> logged;
  for (const RunCurves& run : runs) {
    for (const auto& [name, column] : run.metrics->values) logged.insert(name);
  }
  std::vector<RunChartKind> kinds;
  for (const RunChartKind& kind : runChartKinds()) {
    bool any = false;
    for (const MetricCurve& curve : kind.curves) any = logged.erase(curve.metric) > 0 || any;
    if (any) kinds.push_back(kind);
  }
  for (const std::string& metric : logged) {
    std::string words = metric;
    std::replace(words.begin(), words.end(), '_', ' ');
    std::string name = metric;
    std::replace(name.begin(), name.end(), '_', '-');
    std::string title = words;
    title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
    kinds.push_back({name, title, words, ChartGroup::Other, {{metric, words}}, false});
  }
  return kinds;
}

std::shared_ptr<CurveData> metricCurve(const RunCurves& run, const std::string& metric,
                                       TrainingAxis axis) {
  const auto found = run.metrics->values.find(metric);
  if (found == run.metrics->values.end()) return std::make_shared<CurveData>();
  const std::vector<double> all = positions(run, axis);
  const double factor = factorOf(run, metric);
  std::vector<double> x;
  std::vector<double> y;
  x.reserve(all.size());
  y.reserve(all.size());
  for (std::size_t row = 0; row < all.size(); ++row) {
    const double value = found->second[row];
    if (std::isnan(value)) continue;
    // A clock that was set back must not send the curve back.
    x.push_back(x.empty() ? all[row] : std::max(x.back(), all[row]));
    y.push_back(value * factor);
  }
  return std::make_shared<CurveData>(std::move(x), std::move(y));
}

Chart runChart(const RunChartKind& kind, const std::vector<RunCurves>& runs, TrainingAxis axis) {
  Chart chart;
  chart.id = kind.name + '/' + trainingAxisName(axis);
  chart.title = kind.title;
  chart.x.label = xLabel(axis);
  chart.y.label = kind.quantity;
  chart.y.logarithmic = kind.logarithmic;
  chart.empty = "Nothing logged yet";
  chart.source.figure = kind.name;
  chart.source.logarithmicY = kind.logarithmic;
  if (axis != TrainingAxis::Step) chart.source.options = {"--along", trainingAxisName(axis)};
  const bool single = runs.size() == 1;
  std::vector<const MetricCurve*> present;
  for (const MetricCurve& curve : kind.curves) {
    const bool any = std::any_of(runs.begin(), runs.end(), [&](const RunCurves& run) {
      return run.metrics->values.count(curve.metric) > 0;
    });
    if (any) present.push_back(&curve);
  }
  for (const RunCurves& run : runs) {
    chart.source.runs.push_back(run.run);
    for (std::size_t i = 0; i < present.size(); ++i) {
      auto data = metricCurve(run, present[i]->metric, axis);
      if (data->empty()) continue;
      std::string name = single ? present[i]->label : run.label;
      if (!single && present.size() > 1) name += " \u00b7 " + present[i]->label;
      chart.curves.push_back({name, std::move(data), single ? static_cast<int>(i) : run.style});
      // Several runs of several metrics each: a colour a run, dashes a metric.
      if (!single && present.size() > 1) chart.curves.back().dashes = static_cast<int>(i);
    }
  }
  addReferences(chart, kind, runs);
  if (single) addSegments(chart, runs.front(), axis);
  return chart;
}

}  // namespace lafs
