// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/dino/dino_loss_kernel.h"

#include "core/model/ops/kernel_arithmetic.h"

namespace lafs::LAFS_KERNEL_LEVEL {

namespace {

using Index = std::int64_t;
using ops::fastExp;

/// Rows are summed in blocks of float32 whose totals go into a double.
constexpr Index kBlock = 2048;

float largest(const float* row, Index width) {
  const float* __restrict x = row;
  float top = x[0];
#pragma omp simd reduction(max : top)
  for (Index i = 0; i < width; ++i) top = x[i] > top ? x[i] : top;
  return top;
}

float largestDifference(const float* row, const float* centre, Index width) {
  const float* __restrict x = row;
  const float* __restrict c = centre;
  float top = x[0] - c[0];
#pragma omp simd reduction(max : top)
  for (Index i = 0; i < width; ++i) top = x[i] - c[i] > top ? x[i] - c[i] : top;
  return top;
}

void scaleRow(float* row, float factor, Index width) {
  float* __restrict x = row;
#pragma omp simd
  for (Index i = 0; i < width; ++i) x[i] *= factor;
}

DinoRowSums teacherRow(const float* z, const float* centre, float inverseTemperature,
                       float* probabilities, Index width) {
  const float top = largestDifference(z, centre, width);
  double sum = 0, weighted = 0;
  for (Index block = 0; block < width; block += kBlock) {
    const Index count = width - block < kBlock ? width - block : kBlock;
    const float* __restrict x = z + block;
    const float* __restrict c = centre + block;
    float* __restrict p = probabilities + block;
    float blockSum = 0, blockWeighted = 0;
#pragma omp simd reduction(+ : blockSum, blockWeighted)
    for (Index i = 0; i < count; ++i) {
      const float logit = (x[i] - c[i] - top) * inverseTemperature;
      const float e = fastExp(logit);
      p[i] = e;
      blockSum += e;
      blockWeighted += e * logit;
    }
    sum += static_cast<double>(blockSum);
    weighted += static_cast<double>(blockWeighted);
  }
  scaleRow(probabilities, static_cast<float>(1.0 / sum), width);
  DinoRowSums sums;
  const double logSum = __builtin_log(sum);
  sums.logSum = logSum + static_cast<double>(top) * inverseTemperature;
  sums.entropy = logSum - weighted / sum;
  return sums;
}

void add(const float* a, const float* b, float* out, Index width) {
  const float* __restrict left = a;
  const float* __restrict right = b;
  float* __restrict to = out;
#pragma omp simd
  for (Index i = 0; i < width; ++i) to[i] = left[i] + right[i];
}

DinoRowSums studentRow(const float* s, const float* target, float inverseTemperature, float pairs,
                       float gradientScale, float* gradient, Index width) {
  const float top = largest(s, width);
  double sum = 0, weighted = 0, cross = 0;
  float unused[kBlock];
  for (Index block = 0; block < width; block += kBlock) {
    const Index count = width - block < kBlock ? width - block : kBlock;
    const float* __restrict x = s + block;
    const float* __restrict t = target + block;
    float* __restrict e = gradient ? gradient + block : unused;
    float blockSum = 0, blockWeighted = 0, blockCross = 0;
#pragma omp simd reduction(+ : blockSum, blockWeighted, blockCross)
    for (Index i = 0; i < count; ++i) {
      const float logit = (x[i] - top) * inverseTemperature;
      const float value = fastExp(logit);
      e[i] = value;
      blockSum += value;
      blockWeighted += value * logit;
      blockCross += t[i] * logit;
    }
    sum += static_cast<double>(blockSum);
    weighted += static_cast<double>(blockWeighted);
    cross += static_cast<double>(blockCross);
  }
  if (gradient) {
    const float toSoftmax = static_cast<float>(pairs * gradientScale / sum);
    float* __restrict out = gradient;
    const float* __restrict t = target;
#pragma omp simd
    for (Index i = 0; i < width; ++i) out[i] = toSoftmax * out[i] - gradientScale * t[i];
  }
  // The target sums to `pairs`: shifting every logit by the largest shifts the cross term by that.
  const double shift = static_cast<double>(top) * inverseTemperature;
  const double logSum = __builtin_log(sum);
  return {logSum + shift, logSum - weighted / sum, cross + pairs * shift};
}

}  // namespace

const DinoLossKernels kDinoLoss = {teacherRow, add, studentRow};

}  // namespace lafs::LAFS_KERNEL_LEVEL
