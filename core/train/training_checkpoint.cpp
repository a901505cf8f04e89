// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_checkpoint.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "core/base/error.h"
#include "core/train/compute_environment.h"
#include "core/train/rank_checkpoint.h"
#include "core/train/trainer.h"

namespace lafs {

namespace {

constexpr const char* kRemedy =
    "it was written by another version of the program: delete the run's folder and run again";

void fill(const TensorMap& live, const TensorMap& stored, const std::string& where) {
  at::NoGradGuard noGrad;
  std::vector<Problem> problems;
  for (const auto& [name, tensor] : stored) {
    if (live.count(name) == 0)
      problems.push_back({where, "holds an unknown tensor " + name, kRemedy});
  }
  for (const auto& [name, tensor] : live) {
    const auto found = stored.find(name);
    if (found == stored.end()) {
      problems.push_back({where, "lacks the tensor " + name, kRemedy});
    } else if (found->second.sizes() != tensor.sizes() ||
               found->second.scalar_type() != tensor.scalar_type()) {
      problems.push_back(
          {where, "holds the tensor " + name + " in another shape or type", kRemedy});
    } else {
      tensor.detach().copy_(found->second);
    }
  }
  if (!problems.empty()) throw UserError(problems);
}

}  // namespace

TrainingCheckpoints::TrainingCheckpoints(Objective& objective, Optimizer& optimizer,
                                         const TrainerOptions& options, RunWriter& run)
    : objective_(objective),
      optimizer_(optimizer),
      options_(options),
      run_(run),
      store_(RunPaths(run.directory()), options.runtime.keepCheckpoints,
             [&run](const std::string& text) { run.log(LogLevel::Warning, text); }) {}

TensorMap TrainingCheckpoints::tensors() {
  TensorMap all = objective_.state();
  for (auto& [name, tensor] : optimizer_.state()) {
    require(all.emplace(name, tensor).second, "objective and optimizer name a tensor alike");
  }
  return all;
}

Json TrainingCheckpoints::stateOf(const TrainingPosition& position) const {
  const TrainingLength& length = options_.length;
  const std::int64_t batch = length.firstBatch(position.step);
  Json state = toJson(position);
  state["steps"] = length.steps();
  state["epoch"] = length.epochOfBatch(batch);
  state["batch_in_epoch"] = batch % length.batchesPerEpoch;
  state["batches_per_epoch"] = length.batchesPerEpoch;
  state["accumulation"] = length.accumulation;
  state["seed"] = options_.seed;
  state["optimizer"] = options_.optimizer.name;
  state["precision"] = options_.precision;
  return state;
}

void TrainingCheckpoints::save(const TrainingPosition& position, double seconds) {
  Checkpoint checkpoint;
  checkpoint.step = position.step;
  checkpoint.tensors = wholeTensors(tensors(), objective_.spreadRows());
  if (!run_.writes()) return;
  checkpoint.state = stateOf(position);
  checkpoint.environment = computeEnvironment(options_.device);
  checkpoint.environment["seconds"] = seconds;
  store_.save(checkpoint, position.bestStep);
}

std::optional<TrainingCheckpoints::Restored> TrainingCheckpoints::restore() {
  const std::optional<Checkpoint> checkpoint =
      shareCheckpoint(run_.writes() ? store_.loadNewest() : std::nullopt, objective_.spreadRows());
  if (!checkpoint) return std::nullopt;
  const std::string where = store_.folder(checkpoint->step);
  Restored restored;
  restored.position = positionFromJson(checkpoint->state, where);
  for (const char* name : {"batches_per_epoch", "accumulation", "seed", "precision"}) {
    const Json now = stateOf(restored.position)[name];
    if (checkpoint->state.value(name, Json()) != now) {
      throw UserError(where,
                      std::string(name) + " was " + checkpoint->state.value(name, Json()).dump() +
                          " and is " + now.dump(),
                      "the data have changed, or the folder belongs to another spec: delete it");
    }
  }
  fill(tensors(), checkpoint->tensors, where);
  restored.seconds = checkpoint->environment.value("seconds", 0.0);
  run_.log(LogLevel::Info, "goes on from checkpoint " + stepName(checkpoint->step));
  const auto remarks = adoptEnvironment(checkpoint->environment, options_.device);
  for (const std::string& remark : remarks) run_.log(LogLevel::Warning, remark);
  if (!remarks.empty()) run_.provenance(computeEnvironment(options_.device));
  return restored;
}

std::string TrainingCheckpoints::nonFiniteTensor() {
  at::NoGradGuard noGrad;
  for (const auto& [name, tensor] : tensors()) {
    if (tensor.is_floating_point() && !at::isfinite(tensor).all().item<bool>()) return name;
  }
  return {};
}

std::optional<std::int64_t> TrainingCheckpoints::newestStep() const {
  const std::vector<std::int64_t> steps = store_.complete();
  if (steps.empty()) return std::nullopt;
  return steps.back();
}

}  // namespace lafs
