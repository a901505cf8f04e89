// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/matrix/stage_graph.h"
#include "core/matrix/stage_key.h"
#include "core/run/liveness.h"

namespace lafs {

/// What an executor would do with a stage, and why.
struct StagePlan {
  RunState state = RunState::Queued;  ///< of its run directory
  bool reused = false;                ///< done already: costs nothing
  double seconds = 0;                 ///< spent on it so far
  std::string reason;                 ///< one line for people
  /// When it has never run: the run of the same stage that differs in the fewest fields.
  std::string nearest;  ///< name; empty when there is none
  std::vector<FieldDifference> differences;
};

/// Looks at the runs folder; `graph` node by node.
std::vector<StagePlan> planStages(const StageGraph& graph, const std::string& runsFolder);

}  // namespace lafs
