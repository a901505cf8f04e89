// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/ops/cpu_level.h"

namespace lafs {

/// Numbers of an AdamW step of one parameter, ready for the loop.
struct AdamWFactors {
  float decay = 1;        ///< 1 - lr·wd
  float stepSize = 0;     ///< lr / (1 - β1^t)
  float inverseRoot = 1;  ///< 1 / sqrt(1 - β2^t)
  float beta1 = 0, beta2 = 0;
  float oneMinusBeta1 = 1, oneMinusBeta2 = 1;
  float epsilon = 0;
  float gradientScale = 1;
  float momentum = 1, oneMinusMomentum = 0;  ///< of the teacher
};

struct SgdFactors {
  float stepSize = 0;
  float weightDecay = 0;
  float momentum = 0;
  float gradientScale = 1;
  bool nesterov = false;
  float teacherMomentum = 1, oneMinusTeacherMomentum = 0;
};

/// Raw loops over `count` numbers; `teacher` and the momentum buffer may be null.
struct UpdateKernels {
  void (*adamw)(float* parameter, const float* gradient, float* m, float* v, float* teacher,
                std::int64_t count, const AdamWFactors& factors);
  void (*sgd)(float* parameter, const float* gradient, float* buffer, float* teacher,
              std::int64_t count, const SgdFactors& factors);
  void (*ema)(float* teacher, const float* student, std::int64_t count, float momentum,
              float oneMinusMomentum);
  double (*sumOfSquares)(const float* values, std::int64_t count);
};

}  // namespace lafs

LAFS_DECLARE_KERNELS(lafs, UpdateKernels, kUpdate, updateKernels)
