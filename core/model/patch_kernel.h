// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/ops/cpu_level.h"

namespace lafs {

/// Plain pointers of one patch-sampling call. Sizes as in samplePatches: image
/// [B, channels, height, width], landmarks [B, count, 2], patches [B, count, P, P, channels] with
/// the x offset slowest. All float32 and contiguous.
struct PatchProblem {
  const float* image = nullptr;
  const float* landmarks = nullptr;
  std::int64_t channels = 3, height = 0, width = 0;
  std::int64_t count = 0;  ///< landmarks per image
  std::int64_t side = 8;   ///< P
};

/// The kernels for one instruction set; patchKernels() gives those for this processor. A range is a
/// range of patches counted over the whole batch, so that the caller can cut the work among threads
/// as it likes; `scratch` holds scratchFloats() numbers and belongs to one thread.
struct PatchKernels {
  /// Writes patches begin … end-1 into `patches`.
  void (*forward)(const PatchProblem& problem, float* patches, std::int64_t begin, std::int64_t end,
                  float* scratch);
  /// Writes the landmark gradients [B, count, 2] of patches begin … end-1.
  void (*landmarkGradient)(const PatchProblem& problem, const float* patchGradient,
                           float* landmarkGradient, std::int64_t begin, std::int64_t end,
                           float* scratch);
  /// Adds to the image gradient what patches begin … end-1 hand back. Patches overlap: two threads
  /// must not work on the same image.
  void (*imageGradient)(const PatchProblem& problem, const float* patchGradient,
                        float* imageGradient, std::int64_t begin, std::int64_t end, float* scratch);
};

/// Scratch for one thread: the (P+1)² window of every channel and the P² blends or gradients.
inline std::int64_t scratchFloats(const PatchProblem& problem) {
  const std::int64_t window = (problem.side + 1) * (problem.side + 1);
  return problem.channels * (window + problem.side * problem.side);
}

}  // namespace lafs

LAFS_DECLARE_KERNELS(lafs, PatchKernels, kPatches, patchKernels)
