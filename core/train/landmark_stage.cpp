// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/utils.h>

#include "core/base/error.h"
#include "core/train/adopted_weights.h"
#include "core/train/device.h"
#include "core/train/previews.h"
#include "core/train/stage_training.h"
#include "core/train/stages.h"
#include "core/train/supervised_objective.h"

namespace lafs {

namespace {}  // namespace

void runLandmarkStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run) {
  const ExperimentSpec& spec = job.spec;
  const ModelShape shape = resolveModel(spec.model);
  if (!shape.hasLandmarkCnn()) {
    throw UserError("model.preset", shape.name + " has no landmark CNN to train",
                    "choose a part-fvit model");
  }
  if (!spec.landmark.checkpoint.empty())
    return adoptLandmarkCnn(spec.landmark.checkpoint, shape, run);
  const at::Device device = chooseDevice(runtime.device);
  checkPrecision(spec.landmark.train.precision, device);
  const StageData data = openStageData(spec, job.stage, run);
  run.result("data.json", stageDataJson(spec, job.stage, data).dump(2) + "\n");

  torch::manual_seed(stageSeed(spec, job.stage, SeedPurpose::Init));
  SupervisedSetup setup;
  setup.model = makeFaceModel(shape, FaceInput::Landmarks);
  setup.classes = data.classes;
  setup.seed = stageSeed(spec, job.stage, SeedPurpose::Batch);
  SupervisedObjective objective(spec.landmark.train, setup);
  objective.to(device);

  StageTraining training = supervisedTraining(spec.landmark.train, data);
  training.hooks.preview = supervisedPreview(objective, run);
  trainStage(job, runtime, objective, data, training, device, run);
  if (run.writes()) saveFaceModel(*objective.model(), run.resultPath(kModelResult));
}

}  // namespace lafs
