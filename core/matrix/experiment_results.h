// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment.h"
#include "core/matrix/stage_graph.h"

namespace lafs {

/// What the evaluation of one stage of one cell yielded.
struct CellResult {
  std::size_t cell = 0;
  std::size_t node = 0;  ///< the evaluate stage
  std::string subject;   ///< the stage that was measured
  Json metrics;          ///< results/metrics.json; null when there is none (yet)
};

/// By cell, then in the order of the cell's stages.
std::vector<CellResult> collectResults(const StageGraph& graph, const std::string& runsFolder);

}  // namespace lafs
