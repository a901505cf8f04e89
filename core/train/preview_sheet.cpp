// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/preview_sheet.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace lafs {

namespace {

constexpr std::int64_t kGap = 4;
constexpr std::uint8_t kBackground = 32;

std::uint8_t level(float value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp((value + 1.0f) * 127.5f, 0.0f, 255.0f)));
}

at::Tensor onCpu(const at::Tensor& tensor) {
  return tensor.detach().to(at::kCPU, at::kFloat).contiguous();
}

}  // namespace

PreviewSheet::PreviewSheet(std::int64_t rows, std::int64_t columns, std::int64_t cell)
    : cell_(cell),
      image_(static_cast<int>(columns * (cell + kGap) + kGap),
             static_cast<int>(rows * (cell + kGap) + kGap)) {
  std::fill(image_.pixels.begin(), image_.pixels.end(), kBackground);
}

std::uint8_t* PreviewSheet::pixel(std::int64_t row, std::int64_t column, std::int64_t x,
                                  std::int64_t y) {
  return image_.row(static_cast<int>(kGap + row * (cell_ + kGap) + y)) +
         3 * (kGap + column * (cell_ + kGap) + x);
}

void PreviewSheet::picture(std::int64_t row, std::int64_t column, const at::Tensor& values) {
  const at::Tensor source = onCpu(values);
  const auto pixels = source.accessor<float, 3>();
  const std::int64_t side = source.size(1);
  for (std::int64_t y = 0; y < cell_; ++y) {
    for (std::int64_t x = 0; x < cell_; ++x) {
      std::uint8_t* out = pixel(row, column, x, y);
      for (int c = 0; c < 3; ++c) out[c] = level(pixels[c][y * side / cell_][x * side / cell_]);
    }
  }
}

void PreviewSheet::dots(std::int64_t row, std::int64_t column, const at::Tensor& landmarks,
                        std::int64_t side, const Rgb& colour) {
  const at::Tensor points = onCpu(landmarks);
  const auto at = points.accessor<float, 2>();
  const double zoom = static_cast<double>(cell_) / static_cast<double>(side);
  for (std::int64_t i = 0; i < points.size(0); ++i) {
    const auto x0 = static_cast<std::int64_t>(std::floor(at[i][0] * zoom));
    const auto y0 = static_cast<std::int64_t>(std::floor(at[i][1] * zoom));
    for (std::int64_t y = std::max<std::int64_t>(0, y0 - 1); y <= std::min(cell_ - 1, y0); ++y) {
      for (std::int64_t x = std::max<std::int64_t>(0, x0 - 1); x <= std::min(cell_ - 1, x0); ++x) {
        std::copy(colour.begin(), colour.end(), pixel(row, column, x, y));
      }
    }
  }
}

void PreviewSheet::patches(std::int64_t row, std::int64_t column, const at::Tensor& vectors,
                           std::int64_t patchSize) {
  const at::Tensor source = onCpu(vectors);
  const auto values = source.accessor<float, 2>();
  const std::int64_t count = source.size(0);
  const auto side = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  const std::int64_t mosaic = side * patchSize;
  for (std::int64_t y = 0; y < cell_; ++y) {
    for (std::int64_t x = 0; x < cell_; ++x) {
      const std::int64_t column0 = x * mosaic / cell_, row0 = y * mosaic / cell_;
      const std::int64_t token = row0 / patchSize * side + column0 / patchSize;
      if (token >= count) continue;
      const std::int64_t a = column0 % patchSize, b = row0 % patchSize;
      std::uint8_t* out = pixel(row, column, x, y);
      for (int c = 0; c < 3; ++c) out[c] = level(values[token][(a * patchSize + b) * 3 + c]);
    }
  }
}

}  // namespace lafs
