// SPDX-License-Identifier: GPL-3.0-or-later
// Built with -mavx2 -mfma where the compiler targets x86-64; see CMakeLists.txt.
#include "core/model/patch_kernel_body.h"

namespace lafs {

const PatchKernels kAvx2PatchKernels = {forwardAny, landmarkGradientAny, imageGradientAny, "avx2"};

}  // namespace lafs
