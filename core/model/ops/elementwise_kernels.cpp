// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/elementwise_kernels.h"

namespace lafs::ops::LAFS_KERNEL_LEVEL {

namespace {

using Index = std::int64_t;

/// Calls body(from, count, first, mask) for pieces of [begin, end) whose mask numbers, from
/// `first`, do not cross a multiple of 2^32.
template <class Body>
void overPieces(Index begin, Index end, const DropMask& mask, const Body& body) {
  const Index span = Index(1) << 32;
  while (begin < end) {
    const Index number = begin + mask.offset;
    const Index upper = number / span;
    const Index edge = (upper + 1) * span - mask.offset;
    const Index stop = end < edge ? end : edge;
    body(begin, stop - begin, static_cast<std::uint32_t>(number),
         maskForUpper(mask, static_cast<std::uint64_t>(upper)));
    begin = stop;
  }
}

/// Factor of element `index`: 0 or the scale.
inline float maskFactor(std::uint32_t index, std::uint32_t low, std::uint32_t high,
                        std::uint32_t threshold, float scale) {
  return noiseBits(index, low, high) >= threshold ? scale : 0.0f;
}

template <class T>
void geluPiece(const T* __restrict x, T* __restrict y, Index count, std::uint32_t first,
               const DropMask& mask) {
  const std::uint32_t low = mask.low, high = mask.high, threshold = mask.threshold;
  const float scale = mask.scale;
#pragma omp simd
  for (Index i = 0; i < count; ++i) {
    const float value = toFloat(x[i]);
    const float cdf = normalCdf(value, fastExp(-0.5f * value * value));
    const float factor =
        maskFactor(first + static_cast<std::uint32_t>(i), low, high, threshold, scale);
    store(y + i, value * cdf * factor);
  }
}

template <class T>
void geluBackwardPiece(const T* __restrict x, const T* __restrict gradient, T* __restrict out,
                       Index count, std::uint32_t first, const DropMask& mask) {
  const std::uint32_t low = mask.low, high = mask.high, threshold = mask.threshold;
  const float scale = mask.scale;
#pragma omp simd
  for (Index i = 0; i < count; ++i) {
    const float value = toFloat(x[i]);
    const float e = fastExp(-0.5f * value * value);
    const float slope = normalCdf(value, e) + value * e * 0.39894228f;
    const float factor =
        maskFactor(first + static_cast<std::uint32_t>(i), low, high, threshold, scale);
    store(out + i, toFloat(gradient[i]) * slope * factor);
  }
}

template <class From, class To>
void scalePiece(const From* __restrict x, To* __restrict y, Index count, std::uint32_t first,
                const DropMask& mask, float extra) {
  const std::uint32_t low = mask.low, high = mask.high, threshold = mask.threshold;
  const float scale = mask.scale * extra;
#pragma omp simd
  for (Index i = 0; i < count; ++i) {
    const float factor =
        maskFactor(first + static_cast<std::uint32_t>(i), low, high, threshold, scale);
    store(y + i, toFloat(x[i]) * factor);
  }
}

template <class T>
void residualPiece(const float* __restrict residual, const T* __restrict x, float* __restrict y,
                   Index count, std::uint32_t first, const DropMask& mask, float extra) {
  const std::uint32_t low = mask.low, high = mask.high, threshold = mask.threshold;
  const float scale = mask.scale * extra;
#pragma omp simd
  for (Index i = 0; i < count; ++i) {
    const float factor =
        maskFactor(first + static_cast<std::uint32_t>(i), low, high, threshold, scale);
    y[i] = residual[i] + toFloat(x[i]) * factor;
  }
}

template <class T>
void geluDropout(const void* x, void* y, Index begin, Index end, DropMask mask) {
  overPieces(
      begin, end, mask, [&](Index from, Index count, std::uint32_t first, const DropMask& piece) {
        geluPiece(static_cast<const T*>(x) + from, static_cast<T*>(y) + from, count, first, piece);
      });
}

template <class T>
void geluDropoutBackward(const void* x, const void* gradient, void* out, Index begin, Index end,
                         DropMask mask) {
  overPieces(
      begin, end, mask, [&](Index from, Index count, std::uint32_t first, const DropMask& piece) {
        geluBackwardPiece(static_cast<const T*>(x) + from, static_cast<const T*>(gradient) + from,
                          static_cast<T*>(out) + from, count, first, piece);
      });
}

template <class T>
void dropout(const void* x, void* y, Index begin, Index end, DropMask mask) {
  overPieces(begin, end, mask,
             [&](Index from, Index count, std::uint32_t first, const DropMask& piece) {
               scalePiece(static_cast<const T*>(x) + from, static_cast<T*>(y) + from, count, first,
                          piece, 1.0f);
             });
}

template <class T>
void residualDrop(const float* residual, const void* x, float* out, Index begin, Index end,
                  DropMask mask, float pathScale) {
  overPieces(begin, end, mask,
             [&](Index from, Index count, std::uint32_t first, const DropMask& piece) {
               residualPiece(residual + from, static_cast<const T*>(x) + from, out + from, count,
                             first, piece, pathScale);
             });
}

template <class T>
void residualDropBackward(const float* gradient, void* out, Index begin, Index end, DropMask mask,
                          float pathScale) {
  overPieces(
      begin, end, mask, [&](Index from, Index count, std::uint32_t first, const DropMask& piece) {
        scalePiece(gradient + from, static_cast<T*>(out) + from, count, first, piece, pathScale);
      });
}

}  // namespace

const ElementwiseKernels kElementwise = {
    {geluDropout<float>, geluDropout<Bfloat16>},
    {geluDropoutBackward<float>, geluDropoutBackward<Bfloat16>},
    {dropout<float>, dropout<Bfloat16>},
    {residualDrop<float>, residualDrop<Bfloat16>},
    {residualDropBackward<float>, residualDropBackward<Bfloat16>},
};

}  // namespace lafs::ops::LAFS_KERNEL_LEVEL
