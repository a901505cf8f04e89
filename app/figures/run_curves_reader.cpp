// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/run_curves_reader.h"

#include "core/base/atomic_file.h"
#include "core/config/model_shape.h"
#include "core/config/spec_difference.h"
#include "core/config/spec_json.h"

namespace lafs {

namespace {

std::string nameOf(const std::string& directory) {
  return directory.substr(directory.find_last_of('/') + 1);
}

}  // namespace

std::optional<ExperimentSpec> readRunSpec(const RunPaths& paths) {
  try {
    return specFromYaml(readWholeFile(paths.spec()), paths.spec());
  } catch (const std::exception&) {
    return {};  // the runs table says what is wrong with it; its curves are still worth seeing
  }
}

HealthReference healthReference(const ExperimentSpec& spec, StageKind stage) {
  if (stage != StageKind::Pretrain) return {};
  return {spec.pretrain.headOutputs, resolveModel(spec.model).dim};
}

RunCurves describeCurves(const std::string& directory, const std::optional<ExperimentSpec>& spec) {
  RunCurves curves;
  curves.run = nameOf(directory);
  curves.label = curves.run;
  const auto identity = parseRunName(curves.run);
  if (spec && identity) curves.reference = healthReference(*spec, identity->stage);
  const auto status = readStatus(RunPaths(directory));
  if (status && status->progress.epochs > 0) {
    curves.stepsPerEpoch =
        static_cast<double>(status->progress.steps) / static_cast<double>(status->progress.epochs);
  }
  return curves;
}

std::vector<RunCurves> readRunCurves(const std::vector<std::string>& directories) {
  std::vector<RunCurves> runs;
  std::vector<ExperimentSpec> specs;
  std::vector<std::string> names;
  for (const std::string& directory : directories) {
    const auto spec = readRunSpec(RunPaths(directory));
    RunCurves curves = describeCurves(directory, spec);
    curves.metrics = std::make_shared<const MetricsHistory>(RunReader(directory).metrics());
    curves.style = static_cast<int>(runs.size());
    names.push_back(curves.run);
    if (spec) specs.push_back(*spec);
    runs.push_back(std::move(curves));
  }
  if (specs.size() == runs.size() && runs.size() > 1) {
    const auto labels = distinguishingLabels(specs, names);
    for (std::size_t i = 0; i < runs.size(); ++i) runs[i].label = labels[i];
  }
  return runs;
}

std::vector<std::vector<std::size_t>> seedGroupsOf(
    const std::vector<std::optional<ExperimentSpec>>& specs,
    const std::vector<std::string>& stages) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    bool placed = false;
    for (auto& group : groups) {
      const std::size_t first = group.front();
      if (placed || !specs[i] || !specs[first] || stages[i] != stages[first]) continue;
      if (!sameButSeed(*specs[i], *specs[first])) continue;
      group.push_back(i);
      placed = true;
    }
    if (!placed) groups.push_back({i});
  }
  return groups;
}

}  // namespace lafs
