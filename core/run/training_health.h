// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/run/metrics_history.h"

namespace lafs {

/// What a DINO or LAFS pretraining looks like from its own measurements.
enum class HealthVerdict {
  TooEarly,  ///< not enough measurements yet
  Healthy,
  UniformCollapse,   ///< every output is the uniform distribution: the loss rests at ln K
  ConstantCollapse,  ///< every face gets the same output: loss and feature spread go to zero
  TeacherAliasing,   ///< teacher and student are the same weights
  NotANumber,        ///< a loss, gradient or weight stopped being a number
};
const char* healthVerdictName(HealthVerdict verdict);  ///< "uniform collapse", "healthy", …

/// What the measurements are compared with.
struct HealthReference {
  std::int64_t headOutputs = 0;  ///< K, prototypes of the DINO head
  std::int64_t featureDim = 0;   ///< d, length of a feature
  /// ln K, nat: entropy and loss of a head whose output is uniform.
  double uniformEntropy() const;
  /// 1/√d: standard deviation over faces of a coordinate of unit features that point everywhere.
  double uniformSpread() const;
};

struct TrainingHealth {
  HealthVerdict verdict = HealthVerdict::TooEarly;
  std::int64_t sinceStep = 0;  ///< first step of the unbroken stretch that shows it
  std::string evidence;        ///< the numbers, in a sentence
  std::string advice;          ///< what to turn; empty when nothing needs to be
  bool isBad() const { return verdict > HealthVerdict::Healthy; }
};

/// Judges the joined metrics of a pretraining by the rows that carry `teacher_entropy`, the newest
/// ones together, so that one odd step raises no alarm. `failedTerm` is what the run named when it
/// stopped over a value that is no number; empty when it did not.
TrainingHealth trainingHealth(const MetricsHistory& metrics, const HealthReference& reference,
                              const std::string& failedTerm = {});

}  // namespace lafs
