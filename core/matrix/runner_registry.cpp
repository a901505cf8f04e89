// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/runner_registry.h"

#include "core/base/error.h"
#include "core/matrix/local_runner.h"

namespace lafs {

namespace {

using Runner = std::unique_ptr<StageRunner>;

constexpr struct {
  const char* name;
  Runner (*make)(const StageGraph&, const ExecutorOptions&, const ExecutorEvents&);
} kRunners[] = {
    {"local",
     [](const StageGraph& graph, const ExecutorOptions& options, const ExecutorEvents&) -> Runner {
       return std::make_unique<LocalRunner>(graph, options);
     }},
};

}  // namespace

std::vector<std::string> runnerNames() {
  std::vector<std::string> names;
  for (const auto& runner : kRunners) names.push_back(runner.name);
  return names;
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
