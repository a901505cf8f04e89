// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/experiment_results.h"

#include "core/run/run_reader.h"

namespace lafs {

std::vector<CellResult> collectResults(const StageGraph& graph, const std::string& runsFolder) {
  const RunsFolder runs(runsFolder);
  std::vector<CellResult> results;
  for (std::size_t cell = 0; cell < graph.cellNodes.size(); ++cell) {
    for (const std::size_t index : graph.cellNodes[cell]) {
      const StageNode& node = graph.nodes[index];
      if (node.stage != StageKind::Evaluate) continue;
      CellResult result{cell, index, node.subject, nullptr};
      const RunReader reader(runs.run(node.name));
      // What an unfinished evaluation left behind is not yet a result.
      if (reader.snapshot().state == RunState::Done) {
        result.metrics = reader.result(format::kResultMetrics).value_or(Json());
      }
      results.push_back(std::move(result));
    }
  }
  return results;
}

}  // namespace lafs
