// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/matrix/slurm/slurm_arrays.h"
#include "core/matrix/slurm/slurm_settings.h"

namespace lafs {

/// What a task's script says about its end beside the worker's own exit code.
constexpr int kExitNotReady = 76;   ///< an input is not done: nothing was started
constexpr int kExitPreempted = 77;  ///< stopped by the cluster, which refused to queue it again

/// Where a script finds things; both absolute.
struct SlurmPlaces {
  std::string runsFolder;
  std::string worker;
};

/// The batch script of an array. It is whole in itself: it needs no follower, no accounting and
/// nothing on the node but bash, the worker and the runs folder.
std::string slurmScript(const StageGraph& graph, const SlurmArray& array,
                        const SlurmSettings& settings, const SlurmPlaces& places);

/// "<task> <run>" lines: which run each task is at.
std::string slurmTasksText(const StageGraph& graph, const SlurmArray& array);

/// A shell script that submits `names[i]`.sh, the script of `arrays[i]`, each after those it waits
/// for, and leaves `names[i]`.tasks where a follower finds it.
std::string slurmSubmitScript(const std::vector<SlurmArray>& arrays,
                              const std::vector<std::string>& names, const SlurmPlaces& places);

/// UserError for an option that would break the script or is none.
void checkSlurmSettings(const SlurmSettings& settings);

}  // namespace lafs
