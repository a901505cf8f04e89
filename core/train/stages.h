// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/stage_specs.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"

namespace lafs {

/// The training stages of an experiment, each from its job to its results. They open their data,
/// train (going on from the newest checkpoint of the run directory when there is one) and write
///   results/data.json           what was trained on, and identities shared with other stages
///   results/metrics.json        last losses, images seen, seconds
///   results/transfer.json       finetune from a pretraining: which weights were taken over
/// and their model. UserError for what a user can mend, Stopped after a request to stop,
/// DivergedError when a loss is no number; marking the run's end is the caller's.

/// Supervised Part fViT (the source of the landmark CNN): results/model.safetensors. With a
/// checkpoint file instead of training: the CNN (or whole model) of that file.
void runLandmarkStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run);

/// LAFS or DINO: results/teacher.safetensors, the teacher's backbone as a face model (with the
/// frozen CNN attached for a Part fViT), and results/pretraining_state.safetensors with student,
/// teacher, heads and centre. With a checkpoint file instead of training: the teacher alone.
void runPretrainStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run);

/// Few-shot fine-tuning with every loss and landmark option: results/model.safetensors.
void runFinetuneStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run);

/// Names of what stages leave in results/.
inline constexpr const char* kModelResult = "model.safetensors";
inline constexpr const char* kTeacherResult = "teacher.safetensors";
inline constexpr const char* kPretrainingStateResult = "pretraining_state.safetensors";

}  // namespace lafs
