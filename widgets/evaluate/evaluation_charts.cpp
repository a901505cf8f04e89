// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/evaluation_charts.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "core/base/text.h"

namespace lafs {

namespace {

/// What the charts of an evaluation have in common.
Chart evaluationChart(const char* name, const char* title, const std::vector<ScoredRunPtr>& runs,
                      const FarTarget& target) {
  Chart chart;
  chart.title = title;
  chart.source.figure = name;
  std::set<std::string> protocols;
  for (const ScoredRunPtr& run : runs) {
    chart.source.runs.push_back(run->run);
    protocols.insert(run->protocol);
  }
  chart.id = std::string(name) + '/' + join({protocols.begin(), protocols.end()}, "+");
  if (!protocols.empty()) {
    chart.title += " \u00b7 " + join({protocols.begin(), protocols.end()}, ", ");
  }
  chart.source.options = evaluationOptions(runs, target);
  chart.empty = "No scores to show";
  return chart;
}

void addFarAxis(Chart& chart, const std::vector<ScoredRunPtr>& runs, double far) {
  chart.x.label = "false accept rate (FAR)";
  chart.x.logarithmic = true;
  chart.source.logarithmicX = true;
  chart.lines.push_back({LineRole::Threshold, true, far, farWords(far)});
  double floor = 1;
  for (const ScoredRunPtr& run : runs) floor = std::min(floor, run->lowestFar());
  if (floor < 1) {
    chart.lines.push_back({LineRole::Segment, true, floor, "\u2190 under 10 impostors"});
  }
}

}  // namespace

std::vector<std::string> evaluationOptions(const std::vector<ScoredRunPtr>& runs,
                                           const FarTarget& target) {
  std::vector<std::string> options;
  if (!runs.empty()) {
    const auto first = std::min_element(
        runs.begin(), runs.end(),
        [](const ScoredRunPtr& a, const ScoredRunPtr& b) { return a->protocol < b->protocol; });
    options = {"--protocol", (*first)->protocol};
  }
  const FarTarget usual;
  if (target.far != usual.far) {
    options.insert(options.end(), {"--far", formatNumber(target.far)});
  }
  if (target.rule != usual.rule) {
    options.insert(options.end(), {"--tar-rule", tarRuleName(target.rule)});
  }
  return options;
}

std::string shortNumber(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 3);
  return {text, end.ptr};
}

std::string farWords(double far) {
  return "FAR " + shortNumber(far);
}

std::string thresholdWords(double score) {
  return "threshold " + shortNumber(score);
}

Chart rocChart(const std::vector<ScoredRunPtr>& runs, const FarTarget& target) {
  Chart chart = evaluationChart("roc", "ROC", runs, target);
  addFarAxis(chart, runs, target.far);
  chart.y.label = "true accept rate (TAR)";
  for (const ScoredRunPtr& run : runs) {
    chart.curves.push_back({run->label, run->rocCurve, run->style});
  }
  return chart;
}

Chart detChart(const std::vector<ScoredRunPtr>& runs, const FarTarget& target) {
  Chart chart = evaluationChart("det", "DET", runs, target);
  addFarAxis(chart, runs, target.far);
  chart.y.label = "false reject rate (1 \u2212 TAR)";
  chart.y.logarithmic = true;
  chart.source.logarithmicY = true;
  for (const ScoredRunPtr& run : runs) {
    chart.curves.push_back({run->label, run->detCurve, run->style});
  }
  return chart;
}

double thresholdOf(const ScoredRun& run, const FarTarget& target) {
  return tarAtFar(run.roc, target.far, target.rule).threshold;
}

std::vector<ChartLine> scoreThresholds(const std::vector<ScoredRunPtr>& runs,
                                       const FarTarget& target) {
  std::vector<ChartLine> lines;
  for (const ScoredRunPtr& run : runs) {
    ChartLine line{LineRole::Threshold, true, thresholdOf(*run, target), {}};
    const auto& scores = run->pairs.score;
    // Where not even the best score is accepted, the line stands at the end of what is drawn.
    if (!std::isfinite(line.at) && !scores.empty()) {
      line.at = *std::max_element(scores.begin(), scores.end());
    }
    if (lines.empty()) line.label = thresholdWords(line.at);
    if (runs.size() > 1) line.style = run->style;
    lines.push_back(std::move(line));
  }
  return lines;
}

Chart histogramChart(const std::vector<ScoredRunPtr>& runs, const FarTarget& target) {
  Chart chart = evaluationChart("scores", "Scores", runs, target);
  chart.x.label = "score";
  chart.y.label = "density";
  const bool single = runs.size() == 1;
  // Once for all runs: a legend that says it of each has no room for their names.
  if (!single) chart.title += " (filled: genuine, dashed: impostors)";
  for (const ScoredRunPtr& run : runs) {
    const std::string prefix = single ? std::string() : run->label + " \u00b7 ";
    chart.curves.push_back(
        {prefix + "genuine", run->genuineDensity, single ? 0 : run->style, CurveShape::Steps});
    // Several runs: one colour a run, as in the other charts, and impostors as an outline.
    chart.curves.push_back({prefix + "impostor", run->impostorDensity, single ? 1 : run->style,
                            single ? CurveShape::Steps : CurveShape::OutlinedSteps});
    if (single) continue;
    chart.curves[chart.curves.size() - 2].legend = run->label;
    chart.curves.back().legend = "";
  }
  chart.lines = scoreThresholds(runs, target);
  return chart;
}

}  // namespace lafs
