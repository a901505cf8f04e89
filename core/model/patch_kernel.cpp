// SPDX-License-Identifier: GPL-3.0-or-later
// Built once per instruction set; see LafsKernels.cmake. Everything is in an unnamed namespace and
// nothing of the standard library is instantiated.
#include "core/model/patch_kernel.h"

namespace lafs::LAFS_KERNEL_LEVEL {

namespace {

/// Where one patch lies: the whole-pixel corner of its window and the shared fraction. One fraction
/// serves all P² samples, because they are one pixel apart.
struct Corner {
  std::int64_t column = 0, row = 0;
  float fx = 0, fy = 0;
  bool inside = false;     ///< some sample touches the image
  bool undefined = false;  ///< the landmark is NaN
};

inline std::int64_t wholeBelow(float value) {
  const std::int64_t whole = static_cast<std::int64_t>(value);
  return static_cast<float>(whole) > value ? whole - 1 : whole;
}

inline Corner cornerOf(const PatchProblem& problem, std::int64_t patch) {
  const float x = problem.landmarks[2 * patch];
  const float y = problem.landmarks[2 * patch + 1];
  Corner corner;
  corner.undefined = x != x || y != y;
  // Pixel k covers [k, k+1) of the landmark frame, its centre is k + 0.5.
  const float left = x - static_cast<float>(problem.side / 2) - 0.5f;
  const float top = y - static_cast<float>(problem.side / 2) - 0.5f;
  const float reach = static_cast<float>(problem.side + 1);
  corner.inside = left > -reach && top > -reach && left < static_cast<float>(problem.width) &&
                  top < static_cast<float>(problem.height);
  if (!corner.inside) return corner;
  corner.column = wholeBelow(left);
  corner.row = wholeBelow(top);
  corner.fx = left - static_cast<float>(corner.column);
  corner.fy = top - static_cast<float>(corner.row);
  return corner;
}

/// Copies the (P+1)² window of one channel; pixels outside the image are 0.
template <int kSide>
inline void loadWindow(const PatchProblem& problem, const float* __restrict plane,
                       const Corner& corner, float* __restrict window) {
  const std::int64_t extent = (kSide > 0 ? kSide : problem.side) + 1;
  const std::int64_t height = problem.height, width = problem.width;
  const bool whole = corner.row >= 0 && corner.column >= 0 && corner.row + extent <= height &&
                     corner.column + extent <= width;
  for (std::int64_t r = 0; r < extent; ++r) {
    const std::int64_t row = corner.row + r;
    const float* source = plane + row * width + corner.column;
    float* target = window + r * extent;
    if (whole) {
      for (std::int64_t c = 0; c < extent; ++c) target[c] = source[c];
      continue;
    }
    const bool rowInside = row >= 0 && row < height;
    for (std::int64_t c = 0; c < extent; ++c) {
      const std::int64_t column = corner.column + c;
      target[c] = rowInside && column >= 0 && column < width ? source[c] : 0.0f;
    }
  }
}

template <int kSide>
void sampleOne(const PatchProblem& problem, const float* image, const Corner& corner,
               float* __restrict out, float* __restrict scratch) {
  const std::int64_t side = kSide > 0 ? kSide : problem.side, extent = side + 1;
  const std::int64_t channels = problem.channels;
  const float fx = corner.fx, fy = corner.fy;
  float* __restrict window = scratch;
  float* __restrict blend = scratch + channels * extent * extent;  // [channel][y][x]
  for (std::int64_t c = 0; c < channels; ++c) {
    loadWindow<kSide>(problem, image + c * problem.height * problem.width, corner, window);
    float* __restrict result = blend + c * side * side;
    for (std::int64_t y = 0; y < side; ++y) {
      const float* __restrict upper = window + y * extent;
      const float* __restrict lower = upper + extent;
      for (std::int64_t x = 0; x < side; ++x) {
        const float above = upper[x] + fx * (upper[x + 1] - upper[x]);
        const float below = lower[x] + fx * (lower[x + 1] - lower[x]);
        result[y * side + x] = above + fy * (below - above);
      }
    }
  }
  for (std::int64_t x = 0; x < side; ++x) {
    for (std::int64_t y = 0; y < side; ++y) {
      for (std::int64_t c = 0; c < channels; ++c) *out++ = blend[(c * side + y) * side + x];
    }
  }
}

template <int kSide>
void forwardRange(const PatchProblem& problem, float* patches, std::int64_t begin, std::int64_t end,
                  float* scratch) {
  const std::int64_t side = kSide > 0 ? kSide : problem.side;
  const std::int64_t values = problem.channels * side * side;
  const std::int64_t imageSize = problem.channels * problem.height * problem.width;
  for (std::int64_t patch = begin; patch < end; ++patch) {
    const Corner corner = cornerOf(problem, patch);
    float* out = patches + patch * values;
    if (corner.inside && !corner.undefined) {
      sampleOne<kSide>(problem, problem.image + patch / problem.count * imageSize, corner, out,
                       scratch);
    } else {
      const float value = corner.undefined ? __builtin_nanf("") : 0.0f;
      for (std::int64_t i = 0; i < values; ++i) out[i] = value;
    }
  }
}

/// Brings one patch gradient into [channel][y][x] order.
template <int kSide>
inline void transposeGradient(const PatchProblem& problem, const float* __restrict gradient,
                              float* __restrict planes) {
  const std::int64_t side = kSide > 0 ? kSide : problem.side;
  for (std::int64_t x = 0; x < side; ++x) {
    for (std::int64_t y = 0; y < side; ++y) {
      for (std::int64_t c = 0; c < problem.channels; ++c) {
        planes[(c * side + y) * side + x] = *gradient++;
      }
    }
  }
}

template <int kSide>
void landmarkGradientOne(const PatchProblem& problem, const float* image, const Corner& corner,
                         const float* gradient, float* out, float* scratch) {
  const std::int64_t side = kSide > 0 ? kSide : problem.side, extent = side + 1;
  const float fx = corner.fx, fy = corner.fy;
  float* __restrict window = scratch;
  float* __restrict planes = scratch + problem.channels * extent * extent;
  transposeGradient<kSide>(problem, gradient, planes);
  float sumX = 0, sumY = 0;
  for (std::int64_t c = 0; c < problem.channels; ++c) {
    loadWindow<kSide>(problem, image + c * problem.height * problem.width, corner, window);
    for (std::int64_t y = 0; y < side; ++y) {
      const float* __restrict upper = window + y * extent;
      const float* __restrict lower = upper + extent;
      const float* __restrict g = planes + (c * side + y) * side;
      float rowX = 0, rowY = 0;
#pragma omp simd reduction(+ : rowX, rowY)
      for (std::int64_t x = 0; x < side; ++x) {
        const float above = upper[x + 1] - upper[x];
        const float below = lower[x + 1] - lower[x];
        rowX += g[x] * (above + fy * (below - above));
        rowY += g[x] * ((lower[x] + fx * below) - (upper[x] + fx * above));
      }
      sumX += rowX;
      sumY += rowY;
    }
  }
  out[0] = sumX;
  out[1] = sumY;
}

template <int kSide>
void landmarkGradientRange(const PatchProblem& problem, const float* patchGradient,
                           float* landmarkGradient, std::int64_t begin, std::int64_t end,
                           float* scratch) {
  const std::int64_t side = kSide > 0 ? kSide : problem.side;
  const std::int64_t values = problem.channels * side * side;
  const std::int64_t imageSize = problem.channels * problem.height * problem.width;
  for (std::int64_t patch = begin; patch < end; ++patch) {
    const Corner corner = cornerOf(problem, patch);
    float* out = landmarkGradient + 2 * patch;
    if (corner.inside && !corner.undefined) {
      landmarkGradientOne<kSide>(problem, problem.image + patch / problem.count * imageSize, corner,
                                 patchGradient + patch * values, out, scratch);
    } else {
      out[0] = out[1] = corner.undefined ? __builtin_nanf("") : 0.0f;
    }
  }
}

/// The transpose of the blend: every gradient goes to four window pixels.
template <int kSide>
inline void spreadChannel(const float* __restrict g, std::int64_t anySide, float fx, float fy,
                          float* __restrict window) {
  const std::int64_t side = kSide > 0 ? kSide : anySide, extent = side + 1;
  for (std::int64_t i = 0; i < extent * extent; ++i) window[i] = 0;
  for (std::int64_t y = 0; y < side; ++y) {
    float* __restrict upper = window + y * extent;
    float* __restrict lower = upper + extent;
    const float* __restrict row = g + y * side;
    for (std::int64_t x = 0; x < side; ++x) upper[x] += (1 - fx) * (1 - fy) * row[x];
    for (std::int64_t x = 0; x < side; ++x) upper[x + 1] += fx * (1 - fy) * row[x];
    for (std::int64_t x = 0; x < side; ++x) lower[x] += (1 - fx) * fy * row[x];
    for (std::int64_t x = 0; x < side; ++x) lower[x + 1] += fx * fy * row[x];
  }
}

inline void addWindow(const PatchProblem& problem, const Corner& corner,
                      const float* __restrict window, float* __restrict plane) {
  const std::int64_t extent = problem.side + 1;
  for (std::int64_t r = 0; r < extent; ++r) {
    const std::int64_t row = corner.row + r;
    if (row < 0 || row >= problem.height) continue;
    const std::int64_t first = corner.column < 0 ? -corner.column : 0;
    const std::int64_t room = problem.width - corner.column;
    const std::int64_t last = extent < room ? extent : room;
    float* target = plane + row * problem.width + corner.column;
    for (std::int64_t c = first; c < last; ++c) target[c] += window[r * extent + c];
  }
}

template <int kSide>
void imageGradientRange(const PatchProblem& problem, const float* patchGradient,
                        float* imageGradient, std::int64_t begin, std::int64_t end,
                        float* scratch) {
  const std::int64_t side = kSide > 0 ? kSide : problem.side, extent = side + 1;
  const std::int64_t values = problem.channels * side * side;
  const std::int64_t planeSize = problem.height * problem.width;
  float* window = scratch;
  float* planes = scratch + problem.channels * extent * extent;
  for (std::int64_t patch = begin; patch < end; ++patch) {
    const Corner corner = cornerOf(problem, patch);
    if (!corner.inside || corner.undefined) continue;  // NaN landmarks show in their own gradient
    transposeGradient<kSide>(problem, patchGradient + patch * values, planes);
    float* image = imageGradient + patch / problem.count * problem.channels * planeSize;
    for (std::int64_t c = 0; c < problem.channels; ++c) {
      spreadChannel<kSide>(planes + c * side * side, side, corner.fx, corner.fy, window);
      addWindow(problem, corner, window, image + c * planeSize);
    }
  }
}

// A side known at compile time lets the loops unroll; 8 and 16 are the sides of the presets.
void forwardAny(const PatchProblem& problem, float* patches, std::int64_t begin, std::int64_t end,
                float* scratch) {
  const auto range = problem.side == 8    ? forwardRange<8>
                     : problem.side == 16 ? forwardRange<16>
                                          : forwardRange<0>;
  range(problem, patches, begin, end, scratch);
}

void landmarkGradientAny(const PatchProblem& problem, const float* patchGradient,
                         float* landmarkGradient, std::int64_t begin, std::int64_t end,
                         float* scratch) {
  const auto range = problem.side == 8    ? landmarkGradientRange<8>
                     : problem.side == 16 ? landmarkGradientRange<16>
                                          : landmarkGradientRange<0>;
  range(problem, patchGradient, landmarkGradient, begin, end, scratch);
}

void imageGradientAny(const PatchProblem& problem, const float* patchGradient, float* imageGradient,
                      std::int64_t begin, std::int64_t end, float* scratch) {
  const auto range = problem.side == 8    ? imageGradientRange<8>
                     : problem.side == 16 ? imageGradientRange<16>
                                          : imageGradientRange<0>;
  range(problem, patchGradient, imageGradient, begin, end, scratch);
}

}  // namespace

const PatchKernels kPatches = {forwardAny, landmarkGradientAny, imageGradientAny};

}  // namespace lafs::LAFS_KERNEL_LEVEL
