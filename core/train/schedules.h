// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/config/stage_specs.h"

namespace lafs {

/// DINO's schedule, evaluated once per optimizer step: linear from `start` to `base` over the
/// warm-up (both ends included), then a half cosine from `base` towards `last`, which is not quite
/// reached; `base` appears twice in a row where they meet.
struct CosineSchedule {
  double base = 0;
  double last = 0;
  double start = 0;
  double warmupEpochs = 0;  ///< warm-up steps are warmupEpochs · stepsPerEpoch, rounded down
  std::int64_t epochs = 1;
  std::int64_t stepsPerEpoch = 1;

  /// Value in force at optimizer step `step` >= 0; `last` from the end of the schedule on.
  double at(std::int64_t step) const;
};

/// Pretraining's schedules from its settings (DINO's values, scaled by batch / 256).
/// `globalBatch` counts the images of one optimizer step.
CosineSchedule pretrainLearningRate(const PretrainSpec& spec, std::int64_t globalBatch,
                                    std::int64_t stepsPerEpoch);
CosineSchedule pretrainWeightDecay(const PretrainSpec& spec, std::int64_t stepsPerEpoch);
CosineSchedule teacherMomentum(const PretrainSpec& spec, std::int64_t stepsPerEpoch);

/// Teacher temperature of an epoch: `epochs` values evenly from start to final, then final.
double teacherTemperature(double start, double final, std::int64_t epochs, std::int64_t epoch);
double teacherTemperature(const PretrainSpec& spec, std::int64_t epoch);

/// Supervised learning rate (gradual warm-up before a cosine, as the authors' scheduler gives it):
/// peak · n / warmupSteps for step n <= warmupSteps (so step 0 runs at 0), then
/// `last` + (peak - last) · (1 + cos(pi k / cosineSteps)) / 2 with k = n - warmupSteps - 1.
struct SupervisedSchedule {
  double peak = 0;
  double last = 1e-6;
  std::int64_t warmupSteps = 0;  ///< 0: the cosine starts at step 0
  std::int64_t cosineSteps = 1;

  double at(std::int64_t step) const;
};

/// `images` in the training set, `world` processes of spec.batchSize images each; steps are
/// rounded down as the authors do. learningRateRule "release" multiplies the peak by
/// releasedLearningRateFactor.
SupervisedSchedule supervisedSchedule(const SupervisedSpec& spec, std::int64_t images,
                                      std::int64_t world = 1);

/// (accumulation / 480) · 336 · sqrt(world · batch / 336), the released script's factor on its LR
/// argument; 2.2913 for an accumulation of 3 and 2 processes of 200 images.
double releasedLearningRateFactor(std::int64_t accumulation, std::int64_t batch,
                                  std::int64_t world);

/// Weight of the landmark loss in epoch `epoch` (from 0): `beta` throughout for "constant"; for
/// "release" the released script's 1000, 100, 1, 0.11, 0 by epoch. UserError for another name.
double landmarkBeta(const std::string& schedule, double beta, std::int64_t epoch);

}  // namespace lafs
