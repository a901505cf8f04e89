// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/training_figure.h"

#include "core/base/error.h"
#include "core/config/spec_difference.h"

namespace lafs {

namespace {

std::string stageOf(const std::string& run) {
  return run.substr(0, run.find('-'));
}

Chart makeTraining(const Figure& figure, const std::vector<std::string>& directories,
                   const FigureOptions& options) {
  for (const RunChartKind& kind : runChartKinds()) {
    if (kind.name == figure.name) return trainingChart(kind, directories, options);
  }
  require(false, "a training figure is a row of the table of run charts");
  return {};
}

}  // namespace

std::vector<SeedCurves> groupedBySeed(const std::vector<RunCurves>& runs,
                                      const std::vector<std::optional<ExperimentSpec>>& specs) {
  std::vector<std::string> stages;
  for (const RunCurves& run : runs) stages.push_back(stageOf(run.run));
  std::vector<SeedCurves> groups;
  std::vector<ExperimentSpec> firsts;
  std::vector<std::string> names;
  for (const auto& members : seedGroupsOf(specs, stages)) {
    SeedCurves group;
    group.style = static_cast<int>(groups.size());
    for (const std::size_t i : members) group.runs.push_back(runs[i]);
    group.label = runs[members.front()].run;
    names.push_back(group.label);
    if (specs[members.front()]) {
      firsts.push_back(*specs[members.front()]);
      firsts.back().seed = 0;  // the seed does not tell groups apart
    }
    groups.push_back(std::move(group));
  }
  if (firsts.size() == groups.size() && groups.size() > 1) {
    const auto labels = distinguishingLabels(firsts, names);
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i].label = labels[i];
  }
  return groups;
}

Chart trainingChart(const RunChartKind& kind, const std::vector<std::string>& directories,
                    const FigureOptions& options) {
  const std::vector<RunCurves> runs = readRunCurves(directories);
  Chart chart;
  if (options.seeds) {
    std::vector<std::optional<ExperimentSpec>> specs;
    for (const std::string& directory : directories) {
      specs.push_back(readRunSpec(RunPaths(directory)));
    }
    chart = seedBandChart(kind, groupedBySeed(runs, specs), options.along);
  } else {
    chart = runChart(kind, runs, options.along);
  }
  if (!chart.hasPoints()) {
    throw UserError(directories.front(), "has logged nothing of the figure '" + kind.name + "'",
                    "choose another figure, or a run that has trained");
  }
  return chart;
}

std::vector<Figure> trainingFigures() {
  std::vector<Figure> all;
  for (const RunChartKind& kind : runChartKinds()) {
    all.push_back({kind.name, kind.title, makeTraining});
  }
  return all;
}

}  // namespace lafs
