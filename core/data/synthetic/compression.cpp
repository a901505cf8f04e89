// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/compression.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lafs::synthetic {

namespace {

using Block = std::array<float, 64>;

constexpr std::array<int, 64> kLuminanceSteps = {
    16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
    14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
    18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};

int chrominanceStep(int row, int column) {
  // The table of annex K: small in the corner, 99 beyond.
  static constexpr std::array<int, 16> kCorner = {17, 18, 24, 47, 18, 21, 26, 66,
                                                  24, 26, 56, 99, 47, 66, 99, 99};
  return row < 4 && column < 4 ? kCorner[row * 4 + column] : 99;
}

const Block& cosines() {
  static const Block table = [] {
    Block t{};
    for (int u = 0; u < 8; ++u) {
      for (int x = 0; x < 8; ++x) {
        const double scale = u == 0 ? std::sqrt(0.125) : 0.5;
        t[u * 8 + x] = static_cast<float>(scale * std::cos((2 * x + 1) * u * M_PI / 16));
      }
    }
    return t;
  }();
  return table;
}

/// out = M in M^T, or with the transposed M for the way back.
void transform(const Block& in, bool back, Block& out) {
  const Block& m = cosines();
  Block half;
  const auto at = [&](int i, int j) { return back ? m[j * 8 + i] : m[i * 8 + j]; };
  for (int i = 0; i < 8; ++i) {
    for (int j = 0; j < 8; ++j) {
      float sum = 0;
      for (int k = 0; k < 8; ++k) sum += at(i, k) * in[k * 8 + j];
      half[i * 8 + j] = sum;
    }
  }
  for (int i = 0; i < 8; ++i) {
    for (int j = 0; j < 8; ++j) {
      float sum = 0;
      for (int k = 0; k < 8; ++k) sum += half[i * 8 + k] * at(j, k);
      out[i * 8 + j] = sum;
    }
  }
}

/// Quantises every 8x8 block of a plane.
void quantise(std::vector<float>& plane, int side, const Block& steps) {
  Block block, coded;
  for (int top = 0; top < side; top += 8) {
    for (int left = 0; left < side; left += 8) {
      for (int k = 0; k < 64; ++k) block[k] = plane[(top + k / 8) * side + left + k % 8];
      transform(block, false, coded);
      for (int k = 0; k < 64; ++k) coded[k] = std::nearbyint(coded[k] / steps[k]) * steps[k];
      transform(coded, true, block);
      for (int k = 0; k < 64; ++k) plane[(top + k / 8) * side + left + k % 8] = block[k];
    }
  }
}

}  // namespace

void compressBlocks(std::vector<float>& pixels, int side, float quality) {
  const float q = std::min(100.f, std::max(1.f, quality));
  const float factor = (q < 50 ? 5000 / q : 200 - 2 * q) / 100;
  Block luminanceSteps, chrominanceSteps;
  for (int k = 0; k < 64; ++k) {
    luminanceSteps[k] = std::max(1.f, kLuminanceSteps[k] * factor);
    chrominanceSteps[k] = std::max(1.f, chrominanceStep(k / 8, k % 8) * factor);
  }
  const int half = side / 2;
  std::vector<float> luma(static_cast<std::size_t>(side) * side);
  std::vector<float> blueness(static_cast<std::size_t>(half) * half, 0.f);
  std::vector<float> redness(blueness);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const float* p = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
      const float value = 0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2];
      luma[y * side + x] = value - 128;
      blueness[(y / 2) * half + x / 2] += 0.25f * 0.564f * (p[2] - value);
      redness[(y / 2) * half + x / 2] += 0.25f * 0.713f * (p[0] - value);
    }
  }
  quantise(luma, side, luminanceSteps);
  quantise(blueness, half, chrominanceSteps);
  quantise(redness, half, chrominanceSteps);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      float* p = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
      const float value = luma[y * side + x] + 128;
      const float b = blueness[(y / 2) * half + x / 2];
      const float r = redness[(y / 2) * half + x / 2];
      p[0] = value + 1.402f * r;
      p[1] = value - 0.344f * b - 0.714f * r;
      p[2] = value + 1.772f * b;
    }
  }
}

}  // namespace lafs::synthetic
