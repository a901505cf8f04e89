// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/kernels/update_kernels.h"

namespace lafs::LAFS_KERNEL_LEVEL {

namespace {

using Index = std::int64_t;

/// With or without a teacher: the branch is out of the loop, so that it vectorises.
template <bool kTeacher>
void adamwLoop(float* __restrict parameter, const float* __restrict gradient, float* __restrict m,
               float* __restrict v, float* __restrict teacher, Index count,
               const AdamWFactors& factors) {
  const AdamWFactors f = factors;
#pragma omp simd
  for (Index i = 0; i < count; ++i) {
    const float g = gradient[i] * f.gradientScale;
    const float first = f.beta1 * m[i] + f.oneMinusBeta1 * g;
    const float second = f.beta2 * v[i] + f.oneMinusBeta2 * g * g;
    const float denominator = __builtin_sqrtf(second) * f.inverseRoot + f.epsilon;
    const float updated = parameter[i] * f.decay - f.stepSize * (first / denominator);
    m[i] = first;
    v[i] = second;
    parameter[i] = updated;
    if constexpr (kTeacher) teacher[i] = f.momentum * teacher[i] + f.oneMinusMomentum * updated;
  }
}

void adamw(float* parameter, const float* gradient, float* m, float* v, float* teacher, Index count,
           const AdamWFactors& factors) {
  if (teacher) {
    adamwLoop<true>(parameter, gradient, m, v, teacher, count, factors);
  } else {
    adamwLoop<false>(parameter, gradient, m, v, nullptr, count, factors);
  }
}

void ema(float* teacherValues, const float* studentValues, Index count, float momentum,
         float oneMinusMomentum) {
  float* __restrict teacher = teacherValues;
  const float* __restrict student = studentValues;
#pragma omp simd
  for (Index i = 0; i < count; ++i) {
    teacher[i] = momentum * teacher[i] + oneMinusMomentum * student[i];
  }
}

template <bool kBuffer>
void sgdLoop(float* __restrict parameter, const float* __restrict gradient,
             float* __restrict buffer, Index count, const SgdFactors& factors) {
  const SgdFactors f = factors;
  const float look = f.nesterov ? f.momentum : 1.0f;
  const float direct = f.nesterov ? 1.0f : 0.0f;
#pragma omp simd
  for (Index i = 0; i < count; ++i) {
    const float g = gradient[i] * f.gradientScale + f.weightDecay * parameter[i];
    if constexpr (kBuffer) {
      const float velocity = f.momentum * buffer[i] + g;
      buffer[i] = velocity;
      parameter[i] -= f.stepSize * (direct * g + look * velocity);
    } else {
      parameter[i] -= f.stepSize * g;
    }
  }
}

void sgd(float* parameter, const float* gradient, float* buffer, float* teacher, Index count,
         const SgdFactors& factors) {
  if (buffer) {
    sgdLoop<true>(parameter, gradient, buffer, count, factors);
  } else {
    sgdLoop<false>(parameter, gradient, nullptr, count, factors);
  }
  if (teacher) {
    ema(teacher, parameter, count, factors.teacherMomentum, factors.oneMinusTeacherMomentum);
  }
}

double sumOfSquares(const float* values, Index count) {
  const float* __restrict x = values;
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index i = 0; i < count; ++i) {
    const double value = x[i];
    sum += value * value;
  }
  return sum;
}

}  // namespace

const UpdateKernels kUpdate = {adamw, sgd, ema, sumOfSquares};

}  // namespace lafs::LAFS_KERNEL_LEVEL
