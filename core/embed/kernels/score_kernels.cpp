// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/kernels/score_kernels.h"

namespace lafs::LAFS_KERNEL_LEVEL {

namespace {

using Index = std::int64_t;

constexpr Index kLanes = 64;  // sums side by side: enough that no addition waits for the last one

float dot(const float* __restrict a, const float* __restrict b, Index width) {
  float sums[kLanes] = {};
  Index i = 0;
  for (; i + kLanes <= width; i += kLanes) {
#pragma omp simd
    for (Index l = 0; l < kLanes; ++l) sums[l] += a[i + l] * b[i + l];
  }
  float rest = 0;
  for (; i < width; ++i) rest += a[i] * b[i];
  for (Index half = kLanes / 2; half > 0; half /= 2) {
#pragma omp simd
    for (Index l = 0; l < half; ++l) sums[l] += sums[l + half];
  }
  return sums[0] + rest;
}

void pairDots(const float* rows, Index width, const std::uint32_t* first,
              const std::uint32_t* second, const std::uint32_t* order, Index count,
              double* scores) {
  for (Index k = 0; k < count; ++k) {
    const std::uint32_t pair = order[k];
    scores[pair] =
        static_cast<double>(dot(rows + first[pair] * width, rows + second[pair] * width, width));
  }
}

float addAndBest(float* valuesIn, const float* biasIn, Index count) {
  float* __restrict values = valuesIn;
  const float* __restrict bias = biasIn;
  float best[kLanes];
  for (Index l = 0; l < kLanes; ++l) best[l] = -__builtin_inff();
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes) {
#pragma omp simd
    for (Index l = 0; l < kLanes; ++l) {
      const float sum = values[i + l] + bias[i + l];
      values[i + l] = sum;
      best[l] = sum > best[l] ? sum : best[l];
    }
  }
  float most = -__builtin_inff();
  for (; i < count; ++i) {
    values[i] += bias[i];
    most = values[i] > most ? values[i] : most;
  }
  for (Index l = 0; l < kLanes; ++l) most = best[l] > most ? best[l] : most;
  return most;
}

void accumulate(double* sumIn, const float* valuesIn, double weight, Index count) {
  double* __restrict sum = sumIn;
  const float* __restrict values = valuesIn;
#pragma omp simd
  for (Index i = 0; i < count; ++i) sum[i] += weight * static_cast<double>(values[i]);
}

}  // namespace

const ScoreKernels kScoreKernels = {pairDots, addAndBest, accumulate};

}  // namespace lafs::LAFS_KERNEL_LEVEL
