// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/random_boxes.h"

#include <cmath>

namespace lafs {

namespace {

constexpr int kTries = 10;
constexpr Range kCropRatio{3.0 / 4.0, 4.0 / 3.0};

double logUniform(Range range, RandomStream& random) {
  return std::exp(random.uniform(std::log(range.low), std::log(range.high)));
}

int rounded(double value) {
  return static_cast<int>(std::lround(value));
}

/// A box of that size anywhere in the picture.
CropBox placed(int width, int height, int boxWidth, int boxHeight, RandomStream& random) {
  CropBox box{0, 0, boxWidth, boxHeight};
  box.top = static_cast<int>(random.below(height - boxHeight + 1));
  box.left = static_cast<int>(random.below(width - boxWidth + 1));
  return box;
}

CropBox centredFallback(int width, int height) {
  CropBox box{0, 0, width, height};
  const double ratio = static_cast<double>(width) / height;
  if (ratio < kCropRatio.low) box.height = rounded(width / kCropRatio.low);
  if (ratio > kCropRatio.high) box.width = rounded(height * kCropRatio.high);
  box.left = (width - box.width) / 2;
  box.top = (height - box.height) / 2;
  return box;
}

}  // namespace

CropBox randomCropBox(int width, int height, Range scale, RandomStream& random) {
  const double pixels = static_cast<double>(width) * height;
  for (int i = 0; i < kTries; ++i) {
    const double area = pixels * random.uniform(scale.low, scale.high);
    const double ratio = logUniform(kCropRatio, random);
    const int boxWidth = rounded(std::sqrt(area * ratio));
    const int boxHeight = rounded(std::sqrt(area / ratio));
    if (boxWidth < 1 || boxWidth > width || boxHeight < 1 || boxHeight > height) continue;
    return placed(width, height, boxWidth, boxHeight, random);
  }
  return centredFallback(width, height);
}

std::optional<CropBox> randomEraseBox(int width, int height, Range scale, Range ratio,
                                      RandomStream& random) {
  const double pixels = static_cast<double>(width) * height;
  for (int i = 0; i < kTries; ++i) {
    const double area = pixels * random.uniform(scale.low, scale.high);
    const double aspect = logUniform(ratio, random);
    const int boxHeight = rounded(std::sqrt(area * aspect));
    const int boxWidth = rounded(std::sqrt(area / aspect));
    if (boxHeight >= height || boxWidth >= width) continue;
    return placed(width, height, boxWidth, boxHeight, random);
  }
  return std::nullopt;
}

}  // namespace lafs
