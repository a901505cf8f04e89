// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/config/stage_specs.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"
#include "core/train/stage_data.h"
#include "core/train/trainer.h"

namespace lafs {

/// What differs between the trainings of the stages.
struct StageTraining {
  std::int64_t batchSize = 1;
  std::int64_t accumulation = 1;
  std::int64_t epochs = 1;
  std::int64_t maxSteps = 0;
  std::string precision = "float32";
  OptimizerOptions optimizer;
  Clip clip;
  /// Called once, when the number of steps in an epoch is known.
  std::function<Schedules(std::int64_t stepsPerEpoch)> schedules;
  TrainerHooks hooks;
};

/// The supervised settings in that form; its schedules count the images of `data`.
StageTraining supervisedTraining(const SupervisedSpec& spec, const StageData& data);

/// Loads, trains and writes metrics.json. Resumes by itself.
TrainingSummary trainStage(const StageJob& job, const RuntimeSpec& runtime, Objective& objective,
                           const StageData& data, const StageTraining& training,
                           const at::Device& device, RunWriter& run);

}  // namespace lafs
