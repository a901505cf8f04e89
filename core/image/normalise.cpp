// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/normalise.h"

#include "core/image/kernels/pixel_kernels.h"

namespace lafs {

void normalise(const Planes& planes, const Normalisation& normalisation, float* out) {
  const std::size_t count = planes.planeSize();
  for (int c = 0; c < 3; ++c) {
    pixelKernels().scaleToFloat(planes.plane(c), count, normalisation.mean[c],
                                1.0f / normalisation.deviation[c], out + c * count);
  }
}

}  // namespace lafs
