// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/patch_kernel_body.h"

namespace lafs {

const PatchKernels kBaselinePatchKernels = {forwardAny, landmarkGradientAny, imageGradientAny,
                                            "baseline"};

}  // namespace lafs
