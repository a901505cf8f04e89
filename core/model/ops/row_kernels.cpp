// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/row_kernels.h"

namespace lafs::ops::LAFS_KERNEL_LEVEL {

namespace {

using Index = std::int64_t;

template <class T>
void layerNorm(const float* x, const float* weight, const float* bias, void* out, float* mean,
               float* inverse, Index begin, Index end, Index width, float epsilon) {
  const float* __restrict w = weight;
  const float* __restrict b = bias;
  for (Index r = begin; r < end; ++r) {
    const float* __restrict row = x + r * width;
    T* __restrict to = static_cast<T*>(out) + r * width;
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (Index c = 0; c < width; ++c) sum += row[c];
    const float centre = sum / static_cast<float>(width);
    float squares = 0;
#pragma omp simd reduction(+ : squares)
    for (Index c = 0; c < width; ++c) squares += (row[c] - centre) * (row[c] - centre);
    const float scale = 1.0f / __builtin_sqrtf(squares / static_cast<float>(width) + epsilon);
#pragma omp simd
    for (Index c = 0; c < width; ++c) store(to + c, (row[c] - centre) * scale * w[c] + b[c]);
    mean[r] = centre;
    inverse[r] = scale;
  }
}

template <class T>
void layerNormBackward(const float* x, const void* gradient, const float* weight, const float* mean,
                       const float* inverse, float* dx, float* dWeight, float* dBias, Index begin,
                       Index end, Index width) {
  const float* __restrict w = weight;
  float* __restrict dw = dWeight;
  float* __restrict db = dBias;
  for (Index r = begin; r < end; ++r) {
    const float* __restrict row = x + r * width;
    const T* __restrict g = static_cast<const T*>(gradient) + r * width;
    float* __restrict to = dx + r * width;
    const float centre = mean[r], scale = inverse[r];
    float sum = 0, dot = 0;
#pragma omp simd reduction(+ : sum, dot)
    for (Index c = 0; c < width; ++c) {
      const float gc = toFloat(g[c]);
      const float normal = (row[c] - centre) * scale;
      sum += gc * w[c];
      dot += gc * w[c] * normal;
      dw[c] += gc * normal;
      db[c] += gc;
    }
    sum /= static_cast<float>(width);
    dot /= static_cast<float>(width);
#pragma omp simd
    for (Index c = 0; c < width; ++c) {
      const float normal = (row[c] - centre) * scale;
      to[c] = (toFloat(g[c]) * w[c] - sum - normal * dot) * scale;
    }
  }
}

void softmaxRows(float* scores, Index rows, Index width, Index stride, float scale, float* logSum) {
  for (Index r = 0; r < rows; ++r) {
    float* __restrict row = scores + r * stride;
    float top = row[0];
#pragma omp simd reduction(max : top)
    for (Index c = 0; c < width; ++c) top = row[c] > top ? row[c] : top;
    const float shift = top * scale;
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (Index c = 0; c < width; ++c) {
      const float e = fastExp(row[c] * scale - shift);
      row[c] = e;
      sum += e;
    }
    const float factor = 1.0f / sum;
#pragma omp simd
    for (Index c = 0; c < width; ++c) row[c] *= factor;
    logSum[r] = shift + __builtin_logf(sum);
  }
}

void softmaxAgain(float* scores, Index rows, Index width, Index stride, float scale,
                  const float* logSum) {
  for (Index r = 0; r < rows; ++r) {
    float* __restrict row = scores + r * stride;
    const float shift = logSum[r];
#pragma omp simd
    for (Index c = 0; c < width; ++c) row[c] = fastExp(row[c] * scale - shift);
  }
}

void softmaxBackward(float* dScores, const float* probabilities, Index rows, Index width,
                     Index stride, float scale, const float* dots) {
  for (Index r = 0; r < rows; ++r) {
    float* __restrict row = dScores + r * stride;
    const float* __restrict p = probabilities + r * stride;
    const float dot = dots[r];
#pragma omp simd
    for (Index c = 0; c < width; ++c) row[c] = scale * p[c] * (row[c] - dot);
  }
}

void rowDots(const float* a, Index strideA, const float* b, Index strideB, float* dots, Index rows,
             Index width) {
  for (Index r = 0; r < rows; ++r) {
    const float* __restrict left = a + r * strideA;
    const float* __restrict right = b + r * strideB;
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (Index c = 0; c < width; ++c) sum += left[c] * right[c];
    dots[r] = sum;
  }
}

template <class T>
void addColumnSums(const void* x, float* sums, Index begin, Index end, Index width) {
  float* __restrict to = sums;
  for (Index r = begin; r < end; ++r) {
    const T* __restrict row = static_cast<const T*>(x) + r * width;
#pragma omp simd
    for (Index c = 0; c < width; ++c) to[c] += toFloat(row[c]);
  }
}

void widen(const void* from, Index fromStride, float* to, Index toStride, Index rows, Index width) {
  for (Index r = 0; r < rows; ++r) {
    const Bfloat16* __restrict row = static_cast<const Bfloat16*>(from) + r * fromStride;
    float* __restrict out = to + r * toStride;
#pragma omp simd
    for (Index c = 0; c < width; ++c) out[c] = toFloat(row[c]);
  }
}

void narrow(const float* from, Index fromStride, void* to, Index toStride, Index rows,
            Index width) {
  for (Index r = 0; r < rows; ++r) {
    const float* __restrict row = from + r * fromStride;
    Bfloat16* __restrict out = static_cast<Bfloat16*>(to) + r * toStride;
#pragma omp simd
    for (Index c = 0; c < width; ++c) store(out + c, row[c]);
  }
}

void weightNormScale(const float* v, const float* g, float* scale, float* inverseNorm, Index begin,
                     Index end, Index width) {
  for (Index r = begin; r < end; ++r) {
    const float* __restrict row = v + r * width;
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (Index c = 0; c < width; ++c) sum += row[c] * row[c];
    inverseNorm[r] = 1.0f / __builtin_sqrtf(sum);
    scale[r] = (g ? g[r] : 1.0f) * inverseNorm[r];
  }
}

template <class T>
void scaleRows(const float* v, const float* scale, void* out, Index begin, Index end, Index width) {
  for (Index r = begin; r < end; ++r) {
    const float* __restrict row = v + r * width;
    T* __restrict to = static_cast<T*>(out) + r * width;
    const float factor = scale[r];
#pragma omp simd
    for (Index c = 0; c < width; ++c) store(to + c, row[c] * factor);
  }
}

void scaleColumns(const float* x, const float* scale, float* out, Index begin, Index end,
                  Index width) {
  const float* __restrict factors = scale;
  for (Index r = begin; r < end; ++r) {
    const float* row = x + r * width;
    float* to = out + r * width;
#pragma omp simd
    for (Index c = 0; c < width; ++c) to[c] = row[c] * factors[c];
  }
}

void weightNormBackward(float* dW, const float* v, const float* scale, const float* inverseNorm,
                        float* dg, Index begin, Index end, Index width) {
  for (Index r = begin; r < end; ++r) {
    float* __restrict gradient = dW + r * width;
    const float* __restrict row = v + r * width;
    float dot = 0;
#pragma omp simd reduction(+ : dot)
    for (Index c = 0; c < width; ++c) dot += gradient[c] * row[c];
    const float factor = scale[r];
    const float along = factor * dot * inverseNorm[r] * inverseNorm[r];
#pragma omp simd
    for (Index c = 0; c < width; ++c) gradient[c] = factor * gradient[c] - along * row[c];
    if (dg) dg[r] = dot * inverseNorm[r];
  }
}

}  // namespace

const RowKernels kRows = {
    {layerNorm<float>, layerNorm<Bfloat16>},
    {layerNormBackward<float>, layerNormBackward<Bfloat16>},
    softmaxRows,
    softmaxAgain,
    softmaxBackward,
    rowDots,
    {addColumnSums<float>, addColumnSums<Bfloat16>},
    widen,
    narrow,
    weightNormScale,
    {scaleRows<float>, scaleRows<Bfloat16>},
    scaleColumns,
    weightNormBackward,
};

}  // namespace lafs::ops::LAFS_KERNEL_LEVEL
