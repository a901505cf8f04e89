// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled with -mavx2 where the compiler knows it; otherwise there is no such set.
#include "core/image/kernels/pixel_kernels.h"

#ifdef __AVX2__

#include "core/image/kernels/pixel_kernels_body.h"

namespace lafs {

const PixelKernels* avx2PixelKernels() {
  return __builtin_cpu_supports("avx2") ? &kKernels : nullptr;
}

}  // namespace lafs

#else

namespace lafs {

const PixelKernels* avx2PixelKernels() {
  return nullptr;
}

}  // namespace lafs

#endif
