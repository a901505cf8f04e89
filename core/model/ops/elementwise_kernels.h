// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/ops/cpu_level.h"
#include "core/model/ops/kernel_arithmetic.h"

namespace lafs::ops {

/// Raw loops over elements [begin, end) of whole tensors; element i takes mask number
/// i + mask.offset, so that how a tensor is cut into ranges changes nothing. Pairs: [0] float32,
/// [1] bfloat16 storage.
struct ElementwiseKernels {
  using Unary = void (*)(const void* x, void* y, std::int64_t begin, std::int64_t end, DropMask);
  using Binary = void (*)(const void* x, const void* gradient, void* out, std::int64_t begin,
                          std::int64_t end, DropMask);
  Unary geluDropout[2];           ///< y = mask·GELU(x)
  Binary geluDropoutBackward[2];  ///< out = gradient·mask·GELU'(x)
  Unary dropout[2];               ///< y = mask·x
  /// out (float32) = residual (float32) + pathScale·mask·x
  void (*residualDrop[2])(const float* residual, const void* x, float* out, std::int64_t begin,
                          std::int64_t end, DropMask, float pathScale);
  /// out (float32 or bfloat16) = pathScale·mask·gradient (float32)
  void (*residualDropBackward[2])(const float* gradient, void* out, std::int64_t begin,
                                  std::int64_t end, DropMask, float pathScale);
};

}  // namespace lafs::ops

LAFS_DECLARE_KERNELS(lafs::ops, ElementwiseKernels, kElementwise, elementwiseKernels)
