// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/train/loss_scaler.h"
#include "core/train/optimizer.h"
#include "core/train/step_metrics.h"
#include "core/train/trainer.h"
#include "core/train/training_position.h"

namespace lafs {

/// Thrown by a step: its loss or a gradient is no number.
struct NotFinite {
  std::string what;  ///< "the loss is not finite"
  std::string term;  ///< which one
};

/// One optimizer step of a Trainer at a time: the batches that it accumulates, forward and
/// backward, the mean of the gradients over all ranks, clipping and the update. Everything random
/// in it is a function of seed and step. One thread.
class TrainingStep {
 public:
  /// References must outlive it.
  TrainingStep(Objective& objective, Loader& loader, const Schedules& schedules,
               const TrainerOptions& options, StepMetrics& metrics);

  /// Takes step `position.step` and counts the images of all ranks; `position.step` itself stays.
  /// Throws NotFinite, with the parameters as they were before the step.
  void take(TrainingPosition& position);

  const Batch& batch() const { return batch_; }            ///< the last one of the last step
  const StepContext& context() const { return context_; }  ///< of the last step's first batch
  double loss() const { return loss_; }                    ///< of the last step
  Optimizer& optimizer() { return optimizer_; }
  LossScaler& scaler() { return scaler_; }

 private:
  StepContext contextOf(std::int64_t step, std::int64_t batchNumber) const;
  void nextBatch(std::int64_t number, TrainingPosition& position);
  void accumulate(std::int64_t index, TrainingPosition& position);
  void update();
  double decayInForce() const;

  Objective& objective_;
  Loader& loader_;
  const Schedules& schedules_;
  const TrainerOptions& options_;
  StepMetrics& metrics_;
  Optimizer optimizer_;
  LossScaler scaler_;
  Batch batch_;
  StepContext context_;
  std::int64_t loaderEpoch_ = -1;  ///< epoch that the loader is in; -1 = none yet
  double loss_ = 0;
};

}  // namespace lafs
