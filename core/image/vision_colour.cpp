// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <vector>

#include "core/image/colour.h"
#include "core/image/kernels/pixel_kernels.h"

namespace lafs::vision {

namespace {

std::vector<std::uint8_t> greyOf(const Planes& planes) {
  std::vector<std::uint8_t> grey(planes.planeSize());
  pixelKernels().greyFloat(planes.plane(0), planes.plane(1), planes.plane(2), grey.size(),
                           grey.data());
  return grey;
}

}  // namespace

void brightness(Planes& planes, double factor) {
  pixelKernels().mixConstant(planes.values.data(), planes.values.size(), static_cast<float>(factor),
                             0);
}

void contrast(Planes& planes, double factor) {
  const std::vector<std::uint8_t> grey = greyOf(planes);
  std::uint64_t sum = 0;
  for (const std::uint8_t value : grey) sum += value;
  const double mean =
      static_cast<double>(sum) / static_cast<double>(std::max<std::size_t>(grey.size(), 1));
  pixelKernels().mixConstant(planes.values.data(), planes.values.size(), static_cast<float>(factor),
                             static_cast<float>(1.0 - factor) * static_cast<float>(mean));
}

void saturation(Planes& planes, double factor) {
  const std::vector<std::uint8_t> grey = greyOf(planes);
  for (int c = 0; c < 3; ++c) {
    pixelKernels().mixPlane(grey.data(), planes.plane(c), grey.size(), static_cast<float>(factor),
                            static_cast<float>(1.0 - factor));
  }
}

void hue(Planes& planes, double shift) {
  pixelKernels().turnHueFloat(planes.plane(0), planes.plane(1), planes.plane(2), planes.planeSize(),
                              static_cast<float>(shift));
}

}  // namespace lafs::vision
