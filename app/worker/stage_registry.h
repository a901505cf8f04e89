// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_writer.h"
#include "core/run/stage_job.h"

namespace lafs {

/// Carries a stage out inside its run directory. Returns when the stage is done and its results are
/// written; throws Stopped, UserError or anything else otherwise.
using StageRunner = void (*)(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run);

StageRunner stageRunner(StageKind stage);

}  // namespace lafs
