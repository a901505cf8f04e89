// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/image/planes.h"

namespace lafs {

/// value / 255, minus mean, divided by deviation; per channel R, G, B.
struct Normalisation {
  std::array<float, 3> mean{0.5f, 0.5f, 0.5f};
  std::array<float, 3> deviation{0.5f, 0.5f, 0.5f};

  static Normalisation full() { return {}; }                                        ///< [-1, 1]
  static Normalisation half() { return {{0.5f, 0.5f, 0.5f}, {1.0f, 1.0f, 1.0f}}; }  ///< ±0.5
  static Normalisation imagenet() { return {{0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f}}; }
};

/// Writes 3 * height * width floats, channel by channel.
void normalise(const Planes& planes, const Normalisation& normalisation, float* out);

}  // namespace lafs
