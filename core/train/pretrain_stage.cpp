// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/utils.h>

#include <utility>

#include "core/base/error.h"
#include "core/train/adopted_weights.h"
#include "core/train/device.h"
#include "core/train/dino_objective.h"
#include "core/train/previews.h"
#include "core/train/schedules.h"
#include "core/train/stage_models.h"
#include "core/train/stage_training.h"
#include "core/train/stages.h"
#include "core/train/teacher_model.h"

namespace lafs {

namespace {

StageTraining pretraining(const PretrainSpec& spec) {
  StageTraining training;
  training.batchSize = spec.batchSize;
  training.accumulation = spec.accumulation;
  training.epochs = spec.epochs;
  training.maxSteps = spec.maxSteps;
  training.precision = spec.precision;
  if (spec.clipNorm > 0) training.clip = {ClipRule::PerTensor, spec.clipNorm};
  training.schedules = [spec](std::int64_t stepsPerEpoch) {
    const CosineSchedule rate =
        pretrainLearningRate(spec, spec.batchSize * spec.accumulation, stepsPerEpoch);
    const CosineSchedule decay = pretrainWeightDecay(spec, stepsPerEpoch);
    Schedules schedules;
    schedules.learningRate = [rate](std::int64_t step) { return rate.at(step); };
    schedules.weightDecay = [decay](std::int64_t step) { return decay.at(step); };
    return schedules;
  };
  return training;
}

}  // namespace

void runPretrainStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run) {
  const ExperimentSpec& spec = job.spec;
  const ModelShape shape = resolveModel(spec.model);
  if (!spec.pretrain.checkpoint.empty()) return adoptBackbone(job, shape, run);
  const at::Device device = chooseDevice(runtime.device);
  checkPrecision(spec.pretrain.precision, device);
  const StageData data = openStageData(spec, job.stage, run);
  run.result("data.json", stageDataJson(spec, job.stage, data).dump(2) + "\n");

  torch::manual_seed(stageSeed(spec, job.stage, SeedPurpose::Init));
  LandmarkCnn cnn{nullptr};
  std::shared_ptr<FrozenLandmarkCnn> frozen;
  if (shape.hasLandmarkCnn()) {
    cnn = landmarkCnnFrom(inputResult(job, "landmark", kModelResult), shape);
    frozen = std::make_shared<FrozenLandmarkCnn>(cnn);
    frozen->to(device);
  }
  DinoObjective objective(spec.pretrain, shape,
                          makeViewEncoder(spec.pretrain, shape, frozen,
                                          seededDrawer(landmarkDrawSeed(spec, job.stage))));
  objective.to(device);

  StageTraining training = pretraining(spec.pretrain);
  training.hooks.preview = pretrainingPreview(objective, run);
  trainStage(job, runtime, objective, data, training, device, run);
  if (!run.writes()) return;
  saveTensors(run.resultPath(kPretrainingStateResult), objective.state());
  saveFaceModel(*teacherFaceModel(objective, shape, cnn), run.resultPath(kTeacherResult));
}

}  // namespace lafs
