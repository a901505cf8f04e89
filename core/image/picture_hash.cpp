// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/picture_hash.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"

namespace lafs {

namespace {

constexpr int kSide = 32;
constexpr int kFrequencies = 16;
constexpr double kPi = 3.14159265358979323846;

using CosineTable = std::array<std::array<float, kSide>, kFrequencies>;

const CosineTable& cosines() {
  static const CosineTable table = [] {
    CosineTable made{};
    for (int f = 0; f < kFrequencies; ++f) {
      for (int x = 0; x < kSide; ++x) {
        made[f][x] = static_cast<float>(std::cos(kPi / kSide * (x + 0.5) * f));
      }
    }
    return made;
  }();
  return table;
}

/// The grey picture at 32 x 32, each pixel the mean of what it covers.
cv::Mat greySketch(const Image& image) {
  const cv::Mat rgb(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.pixels.data()));
  cv::Mat grey, small;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  cv::resize(grey, small, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  small.convertTo(small, CV_32F);
  return small;
}

std::uint64_t mixed(std::uint64_t state, std::uint64_t word, std::uint64_t factor) {
  state = (state ^ word) * factor;
  return state ^ (state >> 32);
}

}  // namespace

PixelHash pixelHash(const Image& image) {
  PixelHash hash = {static_cast<std::uint64_t>(image.width),
                    static_cast<std::uint64_t>(image.height)};
  const std::size_t size = image.pixels.size();
  for (std::size_t i = 0; i < size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, image.pixels.data() + i, std::min<std::size_t>(8, size - i));
    hash[0] = mixed(hash[0], word, 0x9e3779b97f4a7c15ULL);
    hash[1] = mixed(hash[1], word, 0xc2b2ae3d27d4eb4fULL);
  }
  return hash;
}

LooksHash looksHash(const Image& image) {
  require(!image.empty(), "looksHash: nothing to see");
  const cv::Mat grey = greySketch(image);
  std::array<std::array<float, kSide>, kFrequencies> across{};  // [frequency in x][row]
  for (int f = 0; f < kFrequencies; ++f) {
    for (int y = 0; y < kSide; ++y) {
      const float* row = grey.ptr<float>(y);
      for (int x = 0; x < kSide; ++x) across[f][y] += cosines()[f][x] * row[x];
    }
  }
  std::array<float, kFrequencies * kFrequencies> values{};
  for (int v = 0; v < kFrequencies; ++v) {
    for (int u = 0; u < kFrequencies; ++u) {
      for (int y = 0; y < kSide; ++y)
        values[v * kFrequencies + u] += cosines()[v][y] * across[u][y];
    }
  }
  values[0] = 0;  // the mean brightness says nothing
  auto sorted = values;
  const auto middle = sorted.begin() + sorted.size() / 2;
  std::nth_element(sorted.begin(), middle, sorted.end());
  LooksHash hash{};
  for (std::size_t k = 0; k < values.size(); ++k) {
    // Each sixteenth of the hash gets coarse and fine frequencies: a search looks at such pieces.
    const std::size_t u = k % kFrequencies, v = k / kFrequencies;
    const std::size_t bit = (u + v) % kFrequencies * kFrequencies + v;
    if (values[k] > *middle) hash[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  return hash;
}

int bitsApart(const LooksHash& a, const LooksHash& b) {
  int bits = 0;
  for (std::size_t k = 0; k < a.size(); ++k) bits += __builtin_popcountll(a[k] ^ b[k]);
  return bits;
}

}  // namespace lafs
