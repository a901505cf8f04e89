// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/noise_tile.h"

#include <cmath>

#include "core/base/random_stream.h"

namespace lafs::synthetic {

namespace {

constexpr std::uint64_t kTileKey = 0x74696C65;

/// Adds one octave: a seamless lattice of `cells` x `cells` random values, smoothly interpolated.
void addOctave(std::vector<float>& values, int cells, float amplitude) {
  RandomStream random({kTileKey, static_cast<std::uint64_t>(cells)});
  std::vector<float> lattice(static_cast<std::size_t>(cells) * cells);
  for (float& v : lattice) v = static_cast<float>(random.uniform(-1, 1));
  const int step = 256 / cells;
  for (int y = 0; y < 256; ++y) {
    const int y0 = y / step;
    const int y1 = (y0 + 1) % cells;
    const float fy = static_cast<float>(y % step) / step;
    const float sy = fy * fy * (3 - 2 * fy);
    for (int x = 0; x < 256; ++x) {
      const int x0 = x / step;
      const int x1 = (x0 + 1) % cells;
      const float fx = static_cast<float>(x % step) / step;
      const float sx = fx * fx * (3 - 2 * fx);
      const float above = lattice[y0 * cells + x0] * (1 - sx) + lattice[y0 * cells + x1] * sx;
      const float below = lattice[y1 * cells + x0] * (1 - sx) + lattice[y1 * cells + x1] * sx;
      values[y * 256 + x] += amplitude * (above * (1 - sy) + below * sy);
    }
  }
}

}  // namespace

NoiseTile::NoiseTile(bool cloudy) : values_(256 * 256, 0.f) {
  if (!cloudy) {
    addOctave(values_, 256, 1);
    return;
  }
  addOctave(values_, 8, 0.60f);
  addOctave(values_, 16, 0.45f);
  addOctave(values_, 32, 0.32f);
  addOctave(values_, 64, 0.22f);
  addOctave(values_, 128, 0.16f);
}

const NoiseTile& NoiseTile::clouds() {
  static const NoiseTile tile(true);
  return tile;
}

const NoiseTile& NoiseTile::grains() {
  static const NoiseTile tile(false);
  return tile;
}

float NoiseTile::smooth(float u, float v) const {
  const int u0 = cell(u);
  const int v0 = cell(v);
  const float fu = u - static_cast<float>(u0);
  const float fv = v - static_cast<float>(v0);
  const float* top = values_.data() + (v0 & 255) * 256;
  const float* low = values_.data() + ((v0 + 1) & 255) * 256;
  const int a = u0 & 255;
  const int b = (u0 + 1) & 255;
  return (top[a] * (1 - fu) + top[b] * fu) * (1 - fv) + (low[a] * (1 - fu) + low[b] * fu) * fv;
}

}  // namespace lafs::synthetic
