// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"
#include "core/train/stage_data.h"

namespace lafs {

/// Identities and pictures that the pretraining, fine-tuning and test data of an experiment share
/// (core/data/overlap.h), for the data.json of a fine-tuning. Data that cannot be opened here is
/// named in the log and left out: the report must not stop a training. Shared identities with the
/// test data are a warning.
Json overlapOfStages(const StageJob& job, const StageData& finetune, RunWriter& run);

}  // namespace lafs
