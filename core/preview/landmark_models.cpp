// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/landmark_models.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/config/spec_json.h"
#include "core/model/face_model.h"
#include "core/model/patch_sampling.h"
#include "core/preview/picture_sources.h"
#include "core/preview/request_fields.h"
#include "core/run/run_reader.h"
#include "core/train/stages.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kModelField = "model";
constexpr const char* kStatePrefix = "model.";
constexpr std::int64_t kLargestStep = std::int64_t{1} << 40;

/// A file that holds landmark CNN weights, not yet read.
struct WeightsFile {
  std::string path;
  std::string name;
  std::string prefix;  ///< before stn.* and output_layer.*
};

WeightsFile resultOf(const std::string& run, const char* result, const std::string& name) {
  return {RunPaths(run).result(result), name, {}};
}

WeightsFile checkpointOf(const std::string& run, std::int64_t step, const std::string& name) {
  return {RunPaths(run).checkpoint(step) + "/state.safetensors",
          name + " at step " + std::to_string(step), kStatePrefix};
}

/// The weights of a run; `stage` without a CNN of its own leads to the run that it reads.
WeightsFile weightsOf(const StageJob& job, const Json& model) {
  const std::string name = fs::path(job.directory).filename().string();
  const bool trainsCnn = job.stage == StageKind::Landmark || job.stage == StageKind::Finetune;
  if (!trainsCnn) {
    const std::string from = job.stage == StageKind::Pretrain ? "landmark" : job.subject;
    const auto input = job.inputs.find(from);
    if (input == job.inputs.end()) {
      throw UserError(job.directory, "reads no " + from + " stage, so it has no landmark CNN");
    }
    return weightsOf(runNamed(input->second), Json::object());
  }
  if (model.contains("step")) {
    return checkpointOf(job.directory, integerField(model, "step", kModelField, 0, kLargestStep),
                        name);
  }
  const WeightsFile result = resultOf(job.directory, kModelResult, name);
  if (fs::exists(result.path)) return result;
  const auto checkpoints = RunReader(job.directory).checkpoints();
  for (auto entry = checkpoints.rbegin(); entry != checkpoints.rend(); ++entry) {
    if (entry->complete) return checkpointOf(job.directory, entry->step, name);
  }
  throw UserError(job.directory, "has no checkpoint yet", "wait for its first one");
}

LandmarkModel readWeights(const WeightsFile& file, const ModelShape& shape) {
  if (!shape.hasLandmarkCnn()) {
    throw UserError(file.path, shape.name + " has no landmark CNN", "choose a Part fViT");
  }
  const auto isCnn = [&](const std::string& name) {
    return name.compare(0, file.prefix.size(), file.prefix) == 0 &&
           (name.compare(file.prefix.size(), 4, "stn.") == 0 ||
            name.compare(file.prefix.size(), 13, "output_layer.") == 0);
  };
  TensorMap weights;
  for (auto& [name, tensor] : loadTensors(file.path, nullptr, isCnn)) {
    weights[name.substr(file.prefix.size())] = tensor;
  }
  if (weights.empty()) {
    throw UserError(file.path, "holds no landmark CNN",
                    "a model that cuts patches along the grid has none");
  }
  LandmarkCnn cnn(shape);
  const TransferReport report = transferWeights(weights, *cnn);
  if (!report.missing.empty() || !report.misshaped.empty()) {
    throw UserError(file.path, "its landmark CNN does not fit " + shape.name);
  }
  LandmarkModel model;
  model.shape = shape;
  model.cnn = std::make_shared<const FrozenLandmarkCnn>(cnn);
  model.name = file.name;
  return model;
}

LandmarkModel readModelFile(const std::string& path) {
  const auto model = loadFaceModel(path);
  return readWeights({path, fs::path(path).filename().string(), {}}, model->shape());
}

/// A CNN whose answer is the regular grid whatever it sees, so that patches, noise and subsets go
/// through the very code of a trained one.
LandmarkModel gridModel(const Json& fields) {
  const ExperimentSpec spec = specFromJson(Json{{"model", fields}}, kModelField);
  LandmarkModel model;
  model.shape = resolveModel(spec.model);
  model.name = "regular grid";
  if (!model.shape.hasLandmarkCnn()) {
    throw UserError("model.grid", model.shape.name + " has no landmarks", "choose a Part fViT");
  }
  std::int64_t across = 1;
  while (across * across < model.shape.landmarks) ++across;
  LandmarkCnn cnn(model.shape);
  at::NoGradGuard noGrad;
  cnn->head->weight.zero_();
  for (std::int64_t k = 0; k < model.shape.landmarks; ++k) {
    cnn->head->bias[2 * k] = static_cast<float>(k % across);
    cnn->head->bias[2 * k + 1] = static_cast<float>(k / across);
  }
  model.cnn = std::make_shared<const FrozenLandmarkCnn>(cnn);
  return model;
}

std::string writtenAt(const std::string& path) {
  std::error_code missing;
  const auto time = fs::last_write_time(path, missing);
  return missing ? std::string() : std::to_string(time.time_since_epoch().count());
}

}  // namespace

const LandmarkModel& LandmarkModels::open(const Json& model) {
  const auto remembered = [&](const std::string& key, const auto& make) -> const LandmarkModel& {
    return recent_.get(key, [&] {
      LandmarkModel made = make();
      made.key = key;
      return made;
    });
  };
  if (model.contains("file")) {
    refuseUnknown(model, {"file"}, kModelField);
    const std::string path = textField(model, "file", kModelField);
    return remembered(path + " " + writtenAt(path), [&] { return readModelFile(path); });
  }
  if (model.contains("run")) {
    refuseUnknown(model, {"run", "step"}, kModelField);
    const StageJob job = runNamed(textField(model, "run", kModelField));
    const WeightsFile file = weightsOf(job, model);
    return remembered(file.path + " " + writtenAt(file.path),
                      [&] { return readWeights(file, resolveModel(job.spec.model)); });
  }
  if (model.contains("grid")) {
    refuseUnknown(model, {"grid"}, kModelField);
    const Json& fields = objectField(model, "grid", kModelField);
    return remembered(fields.dump(), [&] { return gridModel(fields); });
  }
  throw UserError(kModelField, "names no landmark CNN: " + model.dump(),
                  "give \"file\", \"run\" or \"grid\"");
}

}  // namespace lafs
