// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/image/colour.h"
#include "core/image/kernels/pixel_kernels.h"
#include "core/image/vectorised.h"

namespace lafs::pil {

namespace {

std::vector<std::uint8_t> greyOf(const Planes& planes) {
  std::vector<std::uint8_t> grey(planes.planeSize());
  pixelKernels().greyInteger(planes.plane(0), planes.plane(1), planes.plane(2), grey.size(),
                             grey.data());
  return grey;
}

LAFS_VECTORISED
std::uint64_t sumOf(const std::uint8_t* values, std::size_t count) {
  std::uint64_t sum = 0;
  std::size_t i = 0;
  while (i < count) {  // parts that 32 bits can hold
    const std::size_t end = std::min(count, i + (std::size_t{1} << 20));
    std::uint32_t part = 0;
    for (; i < end; ++i) part += values[i];
    sum += part;
  }
  return sum;
}

/// The 3x3 mean with weight 5 in the middle, rounded; the border stays as it is.
LAFS_VECTORISED
void smoothRow(const std::uint8_t* __restrict above, const std::uint8_t* __restrict here,
               const std::uint8_t* __restrict below, int width, std::uint8_t* __restrict out) {
  for (int x = 1; x < width - 1; ++x) {
    const std::int32_t sum = above[x - 1] + above[x] + above[x + 1] + here[x - 1] + 5 * here[x] +
                             here[x + 1] + below[x - 1] + below[x] + below[x + 1];
    out[x] = static_cast<std::uint8_t>((2 * sum + 13) / 26);
  }
}

}  // namespace

void brightness(Planes& planes, double factor) {
  pixelKernels().blendConstant(planes.values.data(), planes.values.size(), 0,
                               static_cast<float>(factor));
}

void contrast(Planes& planes, double factor) {
  const std::vector<std::uint8_t> grey = greyOf(planes);
  const double mean = static_cast<double>(sumOf(grey.data(), grey.size())) /
                      static_cast<double>(std::max<std::size_t>(grey.size(), 1));
  pixelKernels().blendConstant(planes.values.data(), planes.values.size(),
                               static_cast<float>(std::floor(mean + 0.5)),
                               static_cast<float>(factor));
}

void saturation(Planes& planes, double factor) {
  const std::vector<std::uint8_t> grey = greyOf(planes);
  for (int c = 0; c < 3; ++c) {
    pixelKernels().blendPlane(grey.data(), planes.plane(c), grey.size(),
                              static_cast<float>(factor));
  }
}

void sharpness(Planes& planes, double factor) {
  Planes smooth = planes;
  for (int c = 0; c < 3; ++c) {
    for (int y = 1; y + 1 < planes.height; ++y) {
      smoothRow(planes.row(c, y - 1), planes.row(c, y), planes.row(c, y + 1), planes.width,
                smooth.row(c, y));
    }
  }
  pixelKernels().blendPlane(smooth.values.data(), planes.values.data(), planes.values.size(),
                            static_cast<float>(factor));
}

void hue(Planes& planes, double shift) {
  const std::int32_t steps = static_cast<std::int32_t>(std::trunc(shift * 255.0));
  pixelKernels().turnHueByte(planes.plane(0), planes.plane(1), planes.plane(2), planes.planeSize(),
                             steps);
}

void grayscale(Planes& planes) {
  const std::vector<std::uint8_t> grey = greyOf(planes);
  for (int c = 0; c < 3; ++c) std::memcpy(planes.plane(c), grey.data(), grey.size());
}

void solarize(Planes& planes, int threshold) {
  for (std::uint8_t& value : planes.values) {
    value = static_cast<std::uint8_t>(value >= threshold ? 255 - value : value);
  }
}

}  // namespace lafs::pil
