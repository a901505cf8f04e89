// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/ops/cpu_level.h"

namespace lafs {

/// Raw loops of scoring, one table for each instruction set.
struct ScoreKernels {
  /// scores[order[k]] = inner product of rows first[order[k]] and second[order[k]] of `rows`
  /// [*, width], for k < count.
  void (*pairDots)(const float* rows, std::int64_t width, const std::uint32_t* first,
                   const std::uint32_t* second, const std::uint32_t* order, std::int64_t count,
                   double* scores);
  /// values[i] += bias[i] for i < count; returns the largest sum.
  float (*addAndBest)(float* values, const float* bias, std::int64_t count);
  /// sum[i] += weight · values[i].
  void (*accumulate)(double* sum, const float* values, double weight, std::int64_t count);
};

}  // namespace lafs

LAFS_DECLARE_KERNELS(lafs, ScoreKernels, kScoreKernels, scoreKernels)
