// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lafs::synthetic {

/// A seamless 256x256 field of cloudy noise, about -1 … 1, the same in every process. Skin, hair,
/// cloth and walls read it at their own scales and offsets.
class NoiseTile {
 public:
  static const NoiseTile& clouds();  ///< several octaves
  static const NoiseTile& grains();  ///< one value per cell, no correlation

  float nearest(float u, float v) const { return values_[(cell(v) & 255) * 256 + (cell(u) & 255)]; }
  float smooth(float u, float v) const;

 private:
  explicit NoiseTile(bool cloudy);
  static int cell(float v) { return static_cast<int>(v + 65536.f) - 65536; }  // floor
  std::vector<float> values_;
};

}  // namespace lafs::synthetic
