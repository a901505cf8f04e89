// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/runner_registry.h"

#include "core/base/error.h"
#include "core/matrix/local_runner.h"
#include "core/matrix/slurm/slurm_runner.h"

namespace lafs {

namespace {

using Runner = std::unique_ptr<StageRunner>;

template <typename Kind>
Runner make(const StageGraph& graph, const ExecutorOptions& options, const ExecutorEvents& events) {
  return std::make_unique<Kind>(graph, options, events);
}

constexpr struct {
  const char* name;
  bool workersStay;
  Runner (*make)(const StageGraph&, const ExecutorOptions&, const ExecutorEvents&);
} kRunners[] = {
    {"local", false, make<LocalRunner>},
    {"slurm", true, make<SlurmRunner>},
};

}  // namespace

std::vector<std::string> runnerNames() {
  std::vector<std::string> names;
  for (const auto& runner : kRunners) names.push_back(runner.name);
  return names;
}

bool workersStay(const std::string& runner) {
  for (const auto& known : kRunners) {
    if (runner == known.name) return known.workersStay;
  }
  return false;
}

Runner makeRunner(const StageGraph& graph, const ExecutorOptions& options,
                  const ExecutorEvents& events) {
  std::string known;
  for (const auto& runner : kRunners) {
    if (options.executor == runner.name) return runner.make(graph, options, events);
    known += (known.empty() ? "" : ", ") + std::string(runner.name);
  }
  throw UserError("--executor", "found '" + options.executor + "', expected one of " + known);
}

}  // namespace lafs
