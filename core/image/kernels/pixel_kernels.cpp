// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/kernels/pixel_kernels_body.h"

namespace lafs {

const PixelKernels& plainPixelKernels() {
  return kKernels;
}

const PixelKernels& pixelKernels() {
  static const PixelKernels& chosen = avx2PixelKernels() ? *avx2PixelKernels() : kKernels;
  return chosen;
}

}  // namespace lafs
