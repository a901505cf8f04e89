// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/matrix/executor.h"
#include "core/matrix/stage_graph.h"

namespace lafs {

/// Writes what would be submitted of a graph into `folder` instead of submitting it: a script for
/// each array, and submit.sh, which submits them and leaves their numbers where a follower finds
/// them. Makes the run directories of stages that are not done. Needs none of Slurm's commands.
/// Gives the names of the scripts, in order; empty when everything is done. UserError when the
/// folder cannot be written.
std::vector<std::string> emitSlurmScripts(const StageGraph& graph, const ExecutorOptions& options,
                                          const std::string& folder);

}  // namespace lafs
