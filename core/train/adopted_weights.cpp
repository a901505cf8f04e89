// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/adopted_weights.h"

#include "core/base/error.h"
#include "core/model/checkpoint_file.h"
#include "core/model/face_model.h"
#include "core/run/run_format.h"
#include "core/train/stage_models.h"
#include "core/train/stages.h"

namespace lafs {

namespace {

/// The file's tensors by their plain names, those of the landmark CNN or all others.
TensorMap partOf(const CheckpointFile& checkpoint, bool cnn) {
  TensorMap part;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    const std::string plain = withoutWrappers(name);
    if (isOfLandmarkCnn(plain) == cnn) part[plain] = tensor;
  }
  return part;
}

void record(const CheckpointFile& checkpoint, const TransferReport& transfer, RunWriter& run) {
  run.result("transfer.json", transfer.json().dump(2) + "\n");
  const Json metrics{{"checkpoint", checkpoint.file},
                     {"entry", checkpoint.entry},
                     {"matched", transfer.matched.size()}};
  run.result(format::kResultMetrics, metrics.dump(2) + "\n");
  run.log(LogLevel::Info, "took " + std::to_string(transfer.matched.size()) + " tensors from " +
                              checkpoint.file + ", nothing is trained");
}

/// Old PyTorch did not count batches; nothing here reads the counters.
bool isCounter(const std::string& name) {
  const std::string end = "num_batches_tracked";
  return name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

void requireBackbone(const CheckpointFile& checkpoint, const TransferReport& transfer,
                     const ModelShape& shape) {
  std::string first;
  for (const std::string& name : transfer.missing) {
    if (first.empty() && !isOfLandmarkCnn(name) && !isCounter(name)) first = name + " is missing";
  }
  if (!transfer.misshaped.empty()) first = transfer.misshaped.front() + " has another shape";
  if (!transfer.unexpected.empty()) first = transfer.unexpected.front() + " is unexpected";
  if (first.empty()) return;
  throw UserError(
      checkpoint.file,
      "its entry '" + checkpoint.entry + "' is no backbone of " + shape.name + ": " + first,
      "import it first (lafs-workbench --batch import), naming what may differ");
}

}  // namespace

void adoptLandmarkCnn(const std::string& file, const ModelShape& shape, RunWriter& run) {
  run.beginSegment(0);
  const CheckpointFile checkpoint = readCheckpoint(file);
  const TensorMap weights = partOf(checkpoint, /*cnn=*/true);
  LandmarkCnn cnn(shape);
  requireLandmarkCnn(transferWeights(weights, *cnn), file, shape);
  const auto model = makeFaceModel(shape, FaceInput::Landmarks);
  const TransferReport whole = transferWeights(checkpoint.tensors, *model);
  record(checkpoint, whole, run);
  if (whole.missing.empty() && whole.misshaped.empty()) {
    saveFaceModel(*model, run.resultPath(kModelResult));
  } else {
    saveTensors(run.resultPath(kModelResult), stateDict(*cnn));
  }
}

void adoptBackbone(const StageJob& job, const ModelShape& shape, RunWriter& run) {
  run.beginSegment(0);
  const CheckpointFile checkpoint = readCheckpoint(job.spec.pretrain.checkpoint);
  const TensorMap weights = partOf(checkpoint, /*cnn=*/false);
  ModelShape own = shape;
  own.resnetAvgPool = shape.family == ModelFamily::IResNet && weights.count("fc.weight") == 0;
  const auto model = makeFaceModel(own, usualInput(own.family));
  const TransferReport transfer = transferWeights(weights, *model);
  requireBackbone(checkpoint, transfer, shape);
  if (shape.hasLandmarkCnn()) {
    attachLandmarkCnn(landmarkCnnFrom(inputResult(job, "landmark", kModelResult), shape), *model);
  }
  record(checkpoint, transfer, run);
  saveFaceModel(*model, run.resultPath(kTeacherResult));
}

}  // namespace lafs
