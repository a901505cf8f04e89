// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/ops/cpu_level.h"
#include "core/model/ops/kernel_arithmetic.h"

namespace lafs::ops {

/// Raw loops over rows of contiguous matrices. Pairs: [0] float32, [1] bfloat16 storage.
struct RowKernels {
  /// LayerNorm of rows [begin, end): out = (x - mean)·inverse·weight + bias; x float32 [rows, D].
  void (*layerNorm[2])(const float* x, const float* weight, const float* bias, void* out,
                       float* mean, float* inverse, std::int64_t begin, std::int64_t end,
                       std::int64_t width, float epsilon);
  /// Its gradient: dx of the same rows; dWeight and dBias [D] are added to.
  void (*layerNormBackward[2])(const float* x, const void* gradient, const float* weight,
                               const float* mean, const float* inverse, float* dx, float* dWeight,
                               float* dBias, std::int64_t begin, std::int64_t end,
                               std::int64_t width);
  /// In place: row <- exp(scale·row - log Σ exp); logSum[r] gets the log of the sum.
  void (*softmaxRows)(float* scores, std::int64_t rows, std::int64_t width, std::int64_t stride,
                      float scale, float* logSum);
  /// In place: row <- exp(scale·row - logSum[r]).
  void (*softmaxAgain)(float* scores, std::int64_t rows, std::int64_t width, std::int64_t stride,
                       float scale, const float* logSum);
  /// In place: dScores <- scale·P·(dScores - Σ_j gradientRow·outRow), the softmax's gradient.
  void (*softmaxBackward)(float* dScores, const float* probabilities, std::int64_t rows,
                          std::int64_t width, std::int64_t stride, float scale, const float* dots);
  /// dots[r] = Σ_j a[r·strideA + j]·b[r·strideB + j].
  void (*rowDots)(const float* a, std::int64_t strideA, const float* b, std::int64_t strideB,
                  float* dots, std::int64_t rows, std::int64_t width);
  /// sums[c] += Σ_r x[r·stride + c] over rows [begin, end).
  void (*addColumnSums[2])(const void* x, float* sums, std::int64_t begin, std::int64_t end,
                           std::int64_t width);
  /// Copies a strided block to or from bfloat16: [0] float32 from bfloat16, [1] bfloat16 from
  /// float32.
  void (*widen)(const void* from, std::int64_t fromStride, float* to, std::int64_t toStride,
                std::int64_t rows, std::int64_t width);
  void (*narrow)(const float* from, std::int64_t fromStride, void* to, std::int64_t toStride,
                 std::int64_t rows, std::int64_t width);
  /// scale[r] = g[r] / |v_r| (g may be null: 1) and inverseNorm[r] = 1 / |v_r|, rows [begin, end).
  void (*weightNormScale)(const float* v, const float* g, float* scale, float* inverseNorm,
                          std::int64_t begin, std::int64_t end, std::int64_t width);
  /// out[r] = scale[r]·v[r], as bfloat16 or float32.
  void (*scaleRows[2])(const float* v, const float* scale, void* out, std::int64_t begin,
                       std::int64_t end, std::int64_t width);
  /// out[r, c] = x[r, c]·scale[c]; x and out may be the same.
  void (*scaleColumns)(const float* x, const float* scale, float* out, std::int64_t begin,
                       std::int64_t end, std::int64_t width);
  /// In place: dW (gradient of the normalised weight) becomes dv; dg[r] = v·dW/|v| (may be null).
  void (*weightNormBackward)(float* dW, const float* v, const float* scale,
                             const float* inverseNorm, float* dg, std::int64_t begin,
                             std::int64_t end, std::int64_t width);
};

}  // namespace lafs::ops

LAFS_DECLARE_KERNELS(lafs::ops, RowKernels, kRows, rowKernels)
