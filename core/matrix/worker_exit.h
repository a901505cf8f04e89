// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include "core/matrix/stage_outcome.h"
#include "core/matrix/worker_process.h"
#include "core/run/run_reader.h"

namespace lafs {

/// What became of a stage when the worker `pid` ended with `exit`. The directory has the last word:
/// a run that is marked done is done, however its process ended. `Waiting` when the worker gave way
/// to another one. `stopping`: the executor had asked it to stop.
StageOutcome outcomeOf(const RunReader& reader, pid_t pid, const WorkerExit& exit, bool stopping);

}  // namespace lafs
