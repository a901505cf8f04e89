// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/stage_models.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/run/run_paths.h"
#include "core/train/stages.h"

namespace lafs {

namespace {

FaceInput inputFor(const ModelShape& shape, const std::string& landmarkMode) {
  if (shape.family == ModelFamily::IResNet) return FaceInput::Convolution;
  if (shape.family == ModelFamily::FVit || landmarkMode == "grid") return FaceInput::Grid;
  return landmarkMode == "fixed" ? FaceInput::FixedLandmarks : FaceInput::Landmarks;
}

/// Weights of a pretrained face model, without its landmark CNN: that comes from its own stage.
TensorMap backboneWeights(const std::string& file) {
  TensorMap weights = loadTensors(file);
  for (auto item = weights.begin(); item != weights.end();) {
    item = isOfLandmarkCnn(item->first) ? weights.erase(item) : std::next(item);
  }
  return weights;
}

}  // namespace

std::string inputResult(const StageJob& job, const std::string& stage, const std::string& name) {
  const auto input = job.inputs.find(stage);
  if (input == job.inputs.end()) {
    throw UserError(job.directory, "this run has no " + stage + " stage to read",
                    "run the experiment again, so that its stages are planned anew");
  }
  const std::string path = RunPaths(input->second).result(name);
  if (!std::filesystem::exists(path)) {
    throw UserError(path, "the result of stage " + stage + " is not there",
                    "run the experiment again; that stage will be made first");
  }
  return path;
}

void requireLandmarkCnn(const TransferReport& transfer, const std::string& file,
                        const ModelShape& shape) {
  if (transfer.missing.empty() && transfer.misshaped.empty()) return;
  const std::string& name =
      transfer.missing.empty() ? transfer.misshaped.front() : transfer.missing.front();
  throw UserError(file, "its landmark CNN does not fit the model " + shape.name + ": " + name,
                  "use a landmark CNN of the same model");
}

LandmarkCnn landmarkCnnFrom(const std::string& modelFile, const ModelShape& shape) {
  LandmarkCnn cnn(shape);
  requireLandmarkCnn(transferWeights(loadTensors(modelFile), *cnn), modelFile, shape);
  return cnn;
}

void attachLandmarkCnn(const LandmarkCnn& cnn, FaceModel& model) {
  const TransferReport report = transferWeights(stateDict(*cnn), model);
  require(report.unexpected.empty() && report.misshaped.empty(),
          "a landmark CNN does not fit its face model");
}

FinetuneStart startFinetuning(const StageJob& job, const ModelShape& shape) {
  const FinetuneSpec& spec = job.spec.finetune;
  FinetuneStart start;
  start.model = makeFaceModel(shape, inputFor(shape, spec.landmarkMode));
  if (spec.start == "pretrain") {
    const std::string file = inputResult(job, "pretrain", kTeacherResult);
    start.transfer = transferWeights(backboneWeights(file), *start.model);
    start.transferred = true;
    if (start.transfer.matched.empty()) {
      throw UserError(file, "none of its weights fits the model " + shape.name,
                      "pretrain the model that is fine-tuned");
    }
  }
  const FaceInput input = start.model->input();
  if (input != FaceInput::Landmarks && input != FaceInput::FixedLandmarks) return start;
  if (spec.landmarkSource != "landmark") {
    if (input == FaceInput::FixedLandmarks) {
      throw UserError("finetune.landmark_mode",
                      "a fixed CNN with random weights cannot find landmarks",
                      "use landmark_source: landmark, or landmark_mode: trainable");
    }
    return start;
  }
  const LandmarkCnn cnn = landmarkCnnFrom(inputResult(job, "landmark", kModelResult), shape);
  attachLandmarkCnn(cnn, *start.model);
  if (spec.landmarkMode == "supervised") {
    start.landmarkTeacher = std::make_shared<FrozenLandmarkCnn>(cnn);
  }
  return start;
}

}  // namespace lafs
