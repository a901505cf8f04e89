// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"
#include "core/embed/verification.h"
#include "core/model/face_model.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"

namespace lafs {

/// One protocol of an evaluation: opens it, embeds its images, judges its pairs. `progress` gets
/// (images done, images in all) and returns false to stop, which throws Stopped.
Verification evaluateProtocol(FaceModel& model, const std::string& protocol,
                              const EvaluateSpec& spec, const DataSpec& data,
                              const RuntimeSpec& runtime,
                              const std::function<bool(std::int64_t, std::int64_t)>& progress);

/// Stage `evaluate`: measures the model that stage `job.subject` left in its results under every
/// protocol of the spec. Writes results/metrics.json ({"subject", "model", "protocols": […]}),
/// and for each protocol results/roc-<name>.csv and results/scores-<name>.safetensors ("distance"
/// [pairs] float32, "same" [pairs] uint8). Stops with Stopped; running again starts over.
void runEvaluateStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run);

/// The worker's `evaluate` job: any face-model file under any protocols, no run directory.
/// Returns the same document as metrics.json.
Json evaluateCheckpoint(const std::string& modelFile, const ExperimentSpec& spec,
                        const std::function<bool(std::int64_t, std::int64_t)>& progress);

}  // namespace lafs
