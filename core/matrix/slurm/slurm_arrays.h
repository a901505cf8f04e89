// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/matrix/stage_graph.h"

namespace lafs {

/// One job array: stages that need nothing of each other. Task i is nodes[i].
struct SlurmArray {
  StageKind stage = StageKind::Landmark;
  std::int64_t threads = 0;             ///< CPUs that each task asks for; 0 = the cluster's default
  std::vector<std::size_t> nodes;       ///< of the graph
  std::vector<std::size_t> after;       ///< earlier arrays whose tasks must have ended, ascending
  std::vector<std::string> afterTasks;  ///< the same for tasks in the queue already ("12_3")
};

/// Tasks an array has at most: clusters commonly accept the numbers 0 to 1000.
constexpr std::size_t kMostTasks = 1000;

/// Groups stages into arrays, inputs before what reads them: an array has the stages of one kind at
/// one depth (the longest way from a stage that waits for none of these) with equal demands.
/// `nodes`: ascending, to be submitted now. `queued`: the task of each node that is in the
/// cluster's queue already; other inputs count as done.
std::vector<SlurmArray> slurmArrays(const StageGraph& graph, const std::vector<std::size_t>& nodes,
                                    const std::map<std::size_t, std::string>& queued,
                                    std::size_t mostTasks = kMostTasks);

/// The value of sbatch's --dependency: "afterany:7:8_1"; empty when it may start at once. `jobs` is
/// the number of each earlier array, or the text that stands for it. A task whose inputs turn out
/// not to be done ends by itself: one failure must not keep the rest of an array from starting.
std::string dependencyOf(const SlurmArray& array, const std::vector<std::string>& jobs);

}  // namespace lafs
