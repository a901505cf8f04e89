// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"
#include "core/embed/protocol.h"
#include "core/model/face_model.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"

namespace lafs {

/// Who looks on while a model is evaluated; either may be empty.
struct EvaluationWatch {
  /// Gets (images done, images in all) and returns false to stop, which throws Stopped.
  std::function<bool(std::int64_t, std::int64_t)> progress;
  /// Gets what the probes of the pictures find wrong, before they are embedded.
  std::function<void(const std::string&)> warn;
};

/// One protocol of an evaluation: opens it, embeds its images, judges its pairs. With a
/// `featureFolder` the features are kept there as InsightFace's files. Its entry also has the
/// probes of its pictures under "probes".
ProtocolResult evaluateProtocol(FaceModel& model, const std::string& protocol,
                                const EvaluateSpec& spec, const DataSpec& data,
                                const RuntimeSpec& runtime, const EvaluationWatch& watch,
                                const std::string& featureFolder);

/// Stage `evaluate`: measures the model that stage `job.subject` left in its results under every
/// protocol of the spec. Writes results/metrics.json ({"subject", "model", "protocols": […]}),
/// and for each protocol results/roc-<name>.csv and results/scores-<name>.safetensors
/// (core/eval/score_file.h). Stops with Stopped; running again starts over.
void runEvaluateStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run);

/// What the worker's `evaluate` job measures; exactly one of model, features and scores is named.
struct EvaluationRequest {
  ExperimentSpec spec;        ///< protocols in evaluate.protocols
  std::string model;          ///< face-model file
  std::string features;       ///< as featureFileSupply takes them
  bool bothSides = false;     ///< rows are [image | mirror image]
  std::string scores;         ///< .npy or safetensors, one score a pair
  std::string results;        ///< folder for metrics.json, curves and scores; empty = none
  std::string featureFolder;  ///< a model's features are kept here; empty = not
  const std::string& subject() const {
    return !model.empty() ? model : !features.empty() ? features : scores;
  }
};

/// No run directory. Returns the same document as metrics.json.
Json evaluateCheckpoint(const EvaluationRequest& request, const EvaluationWatch& watch);

}  // namespace lafs
