// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/config/stage_specs.h"
#include "core/data/loader.h"
#include "core/run/run_writer.h"
#include "core/train/objective.h"
#include "core/train/optimizer.h"
#include "core/train/stop_signal.h"
#include "core/train/training_length.h"

namespace lafs {

/// Values in force at an optimizer step, from 0.
struct Schedules {
  std::function<double(std::int64_t step)> learningRate;
  /// Of the groups with scheduledDecay; may be empty when no group has it.
  std::function<double(std::int64_t step)> weightDecay;
};

struct TrainerOptions {
  TrainingLength length;  ///< batchesPerEpoch must be the loader's stepsPerEpoch()
  OptimizerOptions optimizer;
  Clip clip;
  std::string precision = "float32";  ///< bfloat16 is the models' business; float16 is done here
  at::Device device{at::kCPU};
  std::uint64_t seed = 0;  ///< of dropout and of LibTorch's generator; the loader has its own
  RuntimeSpec runtime;     ///< cadences of checkpoints, metrics and previews; threads
};

/// Called between steps; neither may change what training computes.
struct TrainerHooks {
  /// Every previewSteps steps (0: after the first step of each epoch) and on request. `batch` is
  /// the last one that was trained on, `step` what it was trained as.
  std::function<void(const Batch& batch, const StepContext& step)> preview;
};

struct TrainingSummary {
  std::int64_t steps = 0;
  std::int64_t epochs = 0;
  std::int64_t images = 0;  ///< seen by all steps, repeats counted
  double seconds = 0;       ///< of training, all segments together
  bool resumed = false;
  std::map<std::string, double> metrics;  ///< of the last step
};

/// A loss or a gradient is no longer a number. The run has failed and its last checkpoint stays; a
/// failure of the run rather than of what the user wrote, so the worker exits with 1.
class DivergedError : public UserError {
 public:
  DivergedError(const Problem& problem, Json details);
  const Json& details() const { return details_; }  ///< step, epoch, term, checkpoint (or null)

 private:
  Json details_;
};

/// Trains any Objective: epochs, accumulation, schedules, precision, clipping, optimizer, metrics,
/// checkpoints, requests. Knows no method. A step's noise is a function of (seed, step), a sample's
/// of (seed, epoch, index), so that a run which is killed and resumed ends with the same bits.
/// In a process of several that train together (core/model/rank_group.h) it computes its part of
/// each batch and decides with the others when to stop, pause and save; the loader must give that
/// part. One thread.
class Trainer {
 public:
  /// References must outlive the trainer. UserError when the data gives no batch, the precision
  /// does not run on the device, or the optimizer is unknown.
  Trainer(Objective& objective, Loader& loader, Schedules schedules, TrainerOptions options,
          RunWriter& run, TrainerHooks hooks = {});
  ~Trainer();

  /// Restores the newest good checkpoint, if there is one, trains to the end and keeps a checkpoint
  /// of it. Throws Stopped after a request to stop, with a checkpoint kept, and DivergedError.
  TrainingSummary run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lafs
