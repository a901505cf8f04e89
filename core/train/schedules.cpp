// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/schedules.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace lafs {

namespace {

double halfCosine(double from, double to, double done) {
  return to + 0.5 * (from - to) * (1 + std::cos(M_PI * done));
}

/// Whole steps in `epochs` epochs; a hair of rounding in the product must not lose one.
std::int64_t wholeSteps(double epochs, double stepsPerEpoch) {
  return static_cast<std::int64_t>(std::floor(epochs * stepsPerEpoch + 1e-9));
}

}  // namespace

double CosineSchedule::at(std::int64_t step) const {
  const std::int64_t warmup = wholeSteps(warmupEpochs, static_cast<double>(stepsPerEpoch));
  if (step < warmup) {
    if (warmup == 1) return start;
    return start + (base - start) * static_cast<double>(step) / static_cast<double>(warmup - 1);
  }
  const std::int64_t steps = epochs * stepsPerEpoch - warmup;
  const std::int64_t k = step - warmup;
  if (k >= steps) return last;
  return halfCosine(base, last, static_cast<double>(k) / static_cast<double>(steps));
}

CosineSchedule pretrainLearningRate(const PretrainSpec& spec, std::int64_t globalBatch,
                                    std::int64_t stepsPerEpoch) {
  CosineSchedule schedule;
  schedule.base = spec.learningRate * static_cast<double>(globalBatch) / 256;
  schedule.last = spec.finalLearningRate;
  schedule.warmupEpochs = spec.warmupEpochs;
  schedule.epochs = spec.epochs;
  schedule.stepsPerEpoch = stepsPerEpoch;
  return schedule;
}

CosineSchedule pretrainWeightDecay(const PretrainSpec& spec, std::int64_t stepsPerEpoch) {
  return {spec.weightDecay, spec.finalWeightDecay, 0, 0, spec.epochs, stepsPerEpoch};
}

CosineSchedule teacherMomentum(const PretrainSpec& spec, std::int64_t stepsPerEpoch) {
  return {spec.teacherMomentum, 1, 0, 0, spec.epochs, stepsPerEpoch};
}

double teacherTemperature(double start, double final, std::int64_t epochs, std::int64_t epoch) {
  if (epoch >= epochs) return final;
  if (epochs == 1) return start;
  return start + (final - start) * static_cast<double>(epoch) / static_cast<double>(epochs - 1);
}

double teacherTemperature(const PretrainSpec& spec, std::int64_t epoch) {
  return teacherTemperature(spec.teacherTemperatureStart, spec.teacherTemperature,
                            spec.teacherTemperatureEpochs, epoch);
}

double SupervisedSchedule::at(std::int64_t step) const {
  if (warmupSteps > 0 && step <= warmupSteps) {
    return peak * static_cast<double>(step) / static_cast<double>(warmupSteps);
  }
  const std::int64_t k = warmupSteps > 0 ? step - warmupSteps - 1 : step;
  const std::int64_t steps = std::max<std::int64_t>(cosineSteps, 1);
  if (k >= steps) return last;
  return halfCosine(peak, last, static_cast<double>(k) / static_cast<double>(steps));
}

SupervisedSchedule supervisedSchedule(const SupervisedSpec& spec, std::int64_t images,
                                      std::int64_t world) {
  SupervisedSchedule schedule;
  schedule.peak = spec.learningRate;
  if (spec.learningRateRule == "release") {
    schedule.peak *= releasedLearningRateFactor(spec.accumulation, spec.batchSize, world);
  }
  schedule.last = spec.finalLearningRate;
  const double stepsPerEpoch =
      static_cast<double>(images) / static_cast<double>(spec.accumulation * spec.batchSize * world);
  schedule.warmupSteps = wholeSteps(spec.warmupEpochs, stepsPerEpoch);
  schedule.cosineSteps =
      wholeSteps(static_cast<double>(spec.epochs) - spec.warmupEpochs, stepsPerEpoch);
  return schedule;
}

double releasedLearningRateFactor(std::int64_t accumulation, std::int64_t batch,
                                  std::int64_t world) {
  return static_cast<double>(accumulation) / 480 * 336 *
         std::sqrt(static_cast<double>(world * batch) / 336);
}

double landmarkBeta(const std::string& schedule, double beta, std::int64_t epoch) {
  if (schedule == "constant") return beta;
  if (schedule != "release") {
    throw UserError("beta_schedule", "there is no schedule '" + schedule + "'",
                    "use constant or release");
  }
  if (epoch <= 7) return 1000;
  if (epoch <= 13) return 100;
  if (epoch <= 20) return 1;
  if (epoch <= 27) return 0.11;
  return 0;
}

}  // namespace lafs
