// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/tone.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace lafs::pil {

namespace {

using Curve = std::array<std::uint8_t, 256>;
using Histogram = std::array<std::int64_t, 256>;

Histogram histogramOf(const Planes& planes, int channel) {
  Histogram histogram{};
  const std::uint8_t* values = planes.plane(channel);
  for (std::size_t i = 0; i < planes.planeSize(); ++i) ++histogram[values[i]];
  return histogram;
}

void applyCurve(Planes& planes, int channel, const Curve& curve) {
  std::uint8_t* values = planes.plane(channel);
  for (std::size_t i = 0; i < planes.planeSize(); ++i) values[i] = curve[values[i]];
}

std::uint8_t clipped(double value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
}

}  // namespace

void autoContrast(Planes& planes) {
  for (int c = 0; c < 3; ++c) {
    const Histogram histogram = histogramOf(planes, c);
    int low = 0, high = 255;
    while (low < 255 && histogram[low] == 0) ++low;
    while (high > 0 && histogram[high] == 0) --high;
    if (high <= low) continue;
    const double scale = 255.0 / (high - low);
    const double offset = -low * scale;
    Curve curve;
    for (int v = 0; v < 256; ++v) curve[v] = clipped(v * scale + offset);
    applyCurve(planes, c, curve);
  }
}

void equalize(Planes& planes) {
  for (int c = 0; c < 3; ++c) {
    const Histogram histogram = histogramOf(planes, c);
    int last = 255;
    while (last > 0 && histogram[last] == 0) --last;
    // All but the last value that occurs share the 255 steps; a flat channel stays as it is.
    const std::int64_t total = static_cast<std::int64_t>(planes.planeSize());
    const std::int64_t step = (total - histogram[last]) / 255;
    if (step == 0) continue;
    Curve curve;
    std::int64_t reached = step / 2;
    for (int v = 0; v < 256; ++v) {
      curve[v] = clipped(static_cast<double>(reached / step));
      reached += histogram[v];
    }
    applyCurve(planes, c, curve);
  }
}

void invert(Planes& planes) {
  for (std::uint8_t& value : planes.values) value = static_cast<std::uint8_t>(255 - value);
}

void posterize(Planes& planes, int bits) {
  require(bits >= 0 && bits <= 8, "posterize keeps 0 to 8 bits");
  const std::uint8_t mask = static_cast<std::uint8_t>(0xff << (8 - bits));
  for (std::uint8_t& value : planes.values) value = static_cast<std::uint8_t>(value & mask);
}

}  // namespace lafs::pil
