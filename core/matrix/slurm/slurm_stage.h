// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/matrix/executor.h"
#include "core/matrix/slurm/slurm_script.h"
#include "core/matrix/stage_graph.h"

namespace lafs {

/// Absolute places of what `options` names, as nodes that share the file system see them.
SlurmPlaces slurmPlaces(const ExecutorOptions& options);

/// Makes the run directory of a stage with its job file, so that a task can start its worker.
void prepareSlurmStage(const StageNode& stage, const ExecutorOptions& options);

}  // namespace lafs
