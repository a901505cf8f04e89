// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/stage_training.h"

#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/model/rank_group.h"
#include "core/train/schedules.h"

namespace lafs {

namespace {

Json summaryJson(const StageJob& job, const TrainingSummary& summary) {
  Json json;
  json["stage"] = stageName(job.stage);
  json["steps"] = summary.steps;
  json["epochs"] = summary.epochs;
  json["images_seen"] = summary.images;
  json["seconds"] = summary.seconds;
  for (const auto& [name, value] : summary.metrics) {
    json["last"][name] = std::isfinite(value) ? Json(value) : Json();
    if (!std::isfinite(value)) json["last"][name + "_reason"] = "not a finite number";
  }
  return json;
}

/// Every rank takes an equal part of each batch. Mixup pairs samples, inside a part.
void splitOverRanks(LoaderOptions& loading, const StageJob& job, RunWriter& run) {
  const RankGroup* ranks = rankGroup();
  if (!ranks) return;
  loading.part = ranks->rank();
  loading.parts = ranks->size();
  const std::int64_t pairs = job.stage == StageKind::Pretrain ? 1 : 2;
  if (loading.batchSize % (loading.parts * pairs) != 0) {
    throw UserError(std::string(stageName(job.stage)) + ".batch_size",
                    std::to_string(loading.batchSize) + " images do not part into " +
                        (pairs == 2 ? "equal, even" : "equal") + " parts for " +
                        std::to_string(loading.parts) + " processes",
                    "make it a multiple of " + std::to_string(loading.parts * pairs) +
                        ", or start fewer processes");
  }
  run.log(LogLevel::Info,
          "rank " + std::to_string(loading.part) + " of " + std::to_string(loading.parts) + ": " +
              std::to_string(loading.batchSize / loading.parts) + " images of each batch");
}

}  // namespace

StageTraining supervisedTraining(const SupervisedSpec& spec, const StageData& data) {
  StageTraining training;
  training.batchSize = spec.batchSize;
  training.accumulation = spec.accumulation;
  training.epochs = spec.epochs;
  training.maxSteps = spec.maxSteps;
  training.precision = spec.precision;
  training.optimizer.name = spec.optimizer;
  training.optimizer.momentum = spec.momentum;
  if (spec.clipNorm > 0) training.clip = {ClipRule::GlobalNorm, spec.clipNorm};
  const SupervisedSchedule schedule =
      supervisedSchedule(spec, static_cast<std::int64_t>(data.subset.size()));
  training.schedules = [schedule](std::int64_t) {
    Schedules schedules;
    schedules.learningRate = [schedule](std::int64_t step) { return schedule.at(step); };
    return schedules;
  };
  return training;
}

TrainingSummary trainStage(const StageJob& job, const RuntimeSpec& runtime, Objective& objective,
                           const StageData& data, const StageTraining& training,
                           const at::Device& device, RunWriter& run) {
  LoaderOptions loading;
  loading.batchSize = training.batchSize;
  loading.threads = runtime.loaderThreads;
  loading.seed = loaderSeed(job.spec, job.stage);
  splitOverRanks(loading, job, run);
  Loader loader(data.source, data.subset, objective.transform(), loading);

  TrainerOptions options;
  options.length = {loader.stepsPerEpoch(), training.accumulation, training.epochs,
                    training.maxSteps};
  options.optimizer = training.optimizer;
  options.clip = training.clip;
  options.precision = training.precision;
  options.device = device;
  options.seed = stageSeed(job.spec, job.stage, SeedPurpose::Noise);
  options.runtime = runtime;
  Trainer trainer(objective, loader, training.schedules(options.length.stepsPerEpoch()), options,
                  run, training.hooks);
  const TrainingSummary summary = trainer.run();
  run.result("metrics.json", summaryJson(job, summary).dump(2) + "\n");
  return summary;
}

}  // namespace lafs
