// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/patch_kernel.h"

namespace lafs {

const PatchKernels& patchKernels() {
#if defined(__x86_64__)
  static const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (hasAvx2) return kAvx2PatchKernels;
#endif
  return kBaselinePatchKernels;
}

}  // namespace lafs
