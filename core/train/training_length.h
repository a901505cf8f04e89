// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace lafs {

/// How long a training is, in batches (what the loader yields), optimizer steps and epochs. An
/// optimizer step takes `accumulation` consecutive batches, across the end of an epoch too (the
/// released fine-tuning code never resets its counter), so that the position in the data is a
/// function of the step alone.
struct TrainingLength {
  std::int64_t batchesPerEpoch = 1;
  std::int64_t accumulation = 1;
  std::int64_t epochs = 1;
  std::int64_t maxSteps = 0;  ///< end after so many optimizer steps; 0 = all epochs

  /// Optimizer steps of the whole training.
  std::int64_t steps() const {
    const std::int64_t all = epochs * batchesPerEpoch / accumulation;
    return maxSteps > 0 ? std::min(maxSteps, all) : all;
  }
  /// Optimizer steps that make an epoch, rounded down, at least 1: what schedules count in.
  std::int64_t stepsPerEpoch() const {
    return std::max<std::int64_t>(1, batchesPerEpoch / accumulation);
  }
  /// First batch of an optimizer step, counted over the whole training.
  std::int64_t firstBatch(std::int64_t step) const { return step * accumulation; }
  std::int64_t epochOfBatch(std::int64_t batch) const { return batch / batchesPerEpoch; }
  std::int64_t epochOfStep(std::int64_t step) const { return epochOfBatch(firstBatch(step)); }
  /// Whether an epoch is complete once `step` is done.
  bool endsEpoch(std::int64_t step) const {
    const std::int64_t done = firstBatch(step + 1);
    return epochOfBatch(done) > epochOfStep(step) || step + 1 == steps();
  }
};

}  // namespace lafs
