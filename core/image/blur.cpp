// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/blur.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/image/kernels/pixel_kernels.h"

namespace lafs::pil {

namespace {

constexpr int kPasses = 3;

/// An extended box: `inner` for the 2 * radius + 1 values around the middle, `outer` for the one
/// beyond on either side; fixed point with 24 bits.
struct Box {
  int radius = 0;
  std::uint32_t inner = 0;
  std::uint32_t outer = 0;
};

Box makeBox(float radius) {
  Box box;
  box.radius = static_cast<int>(radius);
  box.inner = static_cast<std::uint32_t>((1 << 24) / (radius * 2 + 1));
  box.outer = ((1u << 24) - static_cast<std::uint32_t>(box.radius * 2 + 1) * box.inner) / 2;
  return box;
}

/// Blurs one plane down its rows; `in` and `out` are height rows of `width` bytes.
void blurDown(const std::uint8_t* in, int width, int height, const Box& box,
              std::vector<std::uint16_t>& sum, std::uint8_t* out) {
  const auto row = [&](int y) {
    return in + static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * width;
  };
  const PixelKernels& kernels = pixelKernels();
  // The window of row -1, so that every row begins with a move.
  std::fill(sum.begin(), sum.end(), std::uint16_t{0});
  for (int y = -1 - box.radius; y <= -1 + box.radius; ++y) {
    const std::uint8_t* values = row(y);
    for (int x = 0; x < width; ++x) sum[x] = static_cast<std::uint16_t>(sum[x] + values[x]);
  }
  for (int y = 0; y < height; ++y) {
    kernels.boxRow(row(y + box.radius), row(y - 1 - box.radius), row(y - 1 - box.radius),
                   row(y + 1 + box.radius), box.inner, box.outer, width, sum.data(),
                   out + static_cast<std::size_t>(y) * width);
  }
}

void blurPlaneDown(std::uint8_t* plane, std::uint8_t* scratch, int width, int height,
                   const Box& box, std::vector<std::uint16_t>& sum) {
  sum.resize(width);
  static_assert(kPasses == 3, "the passes below are written out");
  blurDown(plane, width, height, box, sum, scratch);
  blurDown(scratch, width, height, box, sum, plane);
  blurDown(plane, width, height, box, sum, scratch);
}

}  // namespace

float boxRadius(double radius, int passes) {
  const float variance = static_cast<float>(radius * radius / passes);
  const float length = static_cast<float>(std::sqrt(12.0 * variance + 1.0));
  const float whole = std::floor((length - 1.0f) / 2.0f);
  const float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance) /
                     (6 * (variance - (whole + 1) * (whole + 1)));
  return whole + part;
}

void gaussianBlur(Planes& planes, double radius) {
  if (!(radius > 0) || planes.values.empty()) return;
  const Box box = makeBox(boxRadius(radius, kPasses));
  require(box.radius <= 63, "gaussianBlur: the radius is above 60 pixels");  // 16-bit sums
  const int width = planes.width, height = planes.height;
  std::vector<std::uint8_t> turned(planes.planeSize()), scratch(planes.planeSize());
  std::vector<std::uint16_t> sum;
  for (int c = 0; c < 3; ++c) {  // along x first, as PIL does, which is down the turned plane
    transposeBytes(planes.plane(c), width, height, width, turned.data(), height);
    blurPlaneDown(turned.data(), scratch.data(), height, width, box, sum);
    transposeBytes(scratch.data(), height, width, height, planes.plane(c), width);
    blurPlaneDown(planes.plane(c), scratch.data(), width, height, box, sum);
    std::copy(scratch.begin(), scratch.end(), planes.plane(c));
  }
}

}  // namespace lafs::pil
