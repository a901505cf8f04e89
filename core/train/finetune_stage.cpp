// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/utils.h>

#include <utility>

#include "core/base/error.h"
#include "core/train/data_overlap.h"
#include "core/train/device.h"
#include "core/train/dino_objective.h"
#include "core/train/previews.h"
#include "core/train/schedules.h"
#include "core/train/stage_models.h"
#include "core/train/stage_training.h"
#include "core/train/stages.h"
#include "core/train/supervised_objective.h"
#include "core/train/teacher_model.h"

namespace lafs {

namespace {

std::int64_t classCount(const FinetuneSpec& spec, const StageData& data) {
  if (spec.classCount != "fixed") return data.classes;
  if (spec.fixedClasses < data.classes) {
    throw UserError("finetune.fixed_classes",
                    std::to_string(spec.fixedClasses) + " is less than the " +
                        std::to_string(data.classes) + " identities of the training set",
                    "raise fixed_classes or use class_count: actual");
  }
  return spec.fixedClasses;
}

void classify(const StageJob& job, const RuntimeSpec& runtime, const StageData& data,
              const at::Device& device, RunWriter& run) {
  const ExperimentSpec& spec = job.spec;
  const ModelShape shape = resolveModel(spec.model);
  FinetuneStart start = startFinetuning(job, shape);
  if (start.transferred) run.result("transfer.json", start.transfer.json().dump(2) + "\n");
  if (start.landmarkTeacher) start.landmarkTeacher->to(device);

  SupervisedSetup setup;
  setup.model = start.model;
  setup.classes = classCount(spec.finetune, data);
  setup.seed = stageSeed(spec, job.stage, SeedPurpose::Batch);
  setup.landmarkTeacher = start.landmarkTeacher;
  setup.landmarkBeta = spec.finetune.landmarkBeta;
  setup.landmarkLoss = landmarkLossFromName(spec.finetune.landmarkLoss);
  setup.betaSchedule = spec.finetune.betaSchedule;
  SupervisedObjective objective(spec.finetune.train, setup);
  objective.to(device);

  StageTraining training = supervisedTraining(spec.finetune.train, data);
  training.hooks.preview = supervisedPreview(objective, run);
  trainStage(job, runtime, objective, data, training, device, run);
  if (run.writes()) saveFaceModel(*objective.model(), run.resultPath(kModelResult));
}

/// The pretraining's settings with what fine-tuning decides: length, batch, precision. Temperatures
/// are at their end and nothing is frozen, because this is where the pretraining left off.
PretrainSpec continuedSpec(PretrainSpec pretrain, const SupervisedSpec& train) {
  pretrain.epochs = train.epochs;
  pretrain.maxSteps = train.maxSteps;
  pretrain.batchSize = train.batchSize;
  pretrain.accumulation = train.accumulation;
  pretrain.precision = train.precision;
  pretrain.teacherTemperatureEpochs = 0;
  pretrain.freezeLastLayerEpochs = 0;
  return pretrain;
}

/// Table 1's DINO loss: the pretraining's objective goes on, on the few-shot images, with
/// fine-tuning's learning rate and weight decay.
void distil(const StageJob& job, const RuntimeSpec& runtime, const StageData& data,
            const at::Device& device, RunWriter& run) {
  const ExperimentSpec& spec = job.spec;
  if (spec.finetune.start != "pretrain") {
    throw UserError("finetune.train.loss", "the DINO loss goes on from a pretraining",
                    "use start: pretrain, or another loss");
  }
  const ModelShape shape = resolveModel(spec.model);
  const std::string stateFile = inputResult(job, "pretrain", kPretrainingStateResult);
  // The settings that made that state, whatever this cell says about pretraining.
  const StageJob pretrained = readStageJob(job.inputs.at("pretrain"));
  const PretrainSpec settings = continuedSpec(pretrained.spec.pretrain, spec.finetune.train);
  LandmarkCnn cnn{nullptr};
  std::shared_ptr<FrozenLandmarkCnn> frozen;
  if (shape.hasLandmarkCnn()) {
    cnn = landmarkCnnFrom(inputResult(job, "pretrain", kTeacherResult), shape);
    frozen = std::make_shared<FrozenLandmarkCnn>(cnn);
    frozen->to(device);
  }
  const std::uint64_t drawSeed = landmarkDrawSeed(spec, job.stage);
  DinoObjective objective(settings, shape,
                          makeViewEncoder(settings, shape, frozen, seededDrawer(drawSeed)));
  objective.continueFrom(loadTensors(stateFile), stateFile);
  objective.to(device);

  StageTraining training = supervisedTraining(spec.finetune.train, data);
  const auto rates = training.schedules;
  const double decay = spec.finetune.train.weightDecay;
  training.schedules = [rates, decay](std::int64_t stepsPerEpoch) {
    Schedules schedules = rates(stepsPerEpoch);
    schedules.weightDecay = [decay](std::int64_t) { return decay; };
    return schedules;
  };
  if (settings.clipNorm > 0) training.clip = {ClipRule::PerTensor, settings.clipNorm};
  training.hooks.preview = pretrainingPreview(objective, run);
  trainStage(job, runtime, objective, data, training, device, run);
  if (run.writes())
    saveFaceModel(*teacherFaceModel(objective, shape, cnn), run.resultPath(kModelResult));
}

}  // namespace

void runFinetuneStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run) {
  const ExperimentSpec& spec = job.spec;
  const std::string& loss = spec.finetune.train.loss;
  if (loss == "none") {
    throw UserError("finetune.train.loss", "'none' leaves nothing to fine-tune",
                    "evaluate the pretrain stage instead");
  }
  const at::Device device = chooseDevice(runtime.device);
  checkPrecision(spec.finetune.train.precision, device);
  const StageData data = openStageData(spec, job.stage, run);
  Json about = stageDataJson(spec, job.stage, data);
  about["overlap"] = overlapOfStages(job, data, run);
  run.result("data.json", about.dump(2) + "\n");
  torch::manual_seed(stageSeed(spec, job.stage, SeedPurpose::Init));
  if (loss == "dino") {
    distil(job, runtime, data, device, run);
  } else {
    classify(job, runtime, data, device, run);
  }
}

}  // namespace lafs
