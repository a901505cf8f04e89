// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace lafs {

using Rgb = std::array<std::uint8_t, 3>;

/// A small contact sheet of equal square cells, drawn with plain loops.
class PreviewSheet {
 public:
  /// `cell` pixels a side, cells separated by a thin dark gap.
  PreviewSheet(std::int64_t rows, std::int64_t columns, std::int64_t cell);

  /// A picture [3, S, S] in [-1, 1], brought to the cell's size by repeating pixels.
  void picture(std::int64_t row, std::int64_t column, const at::Tensor& values);

  /// Dots at landmarks [N, 2] on the 0 … side-1 frame of a picture of `side` pixels. What lies
  /// outside the cell is left out.
  void dots(std::int64_t row, std::int64_t column, const at::Tensor& landmarks, std::int64_t side,
            const Rgb& colour);

  /// Patch vectors [N, 3·P²] (landmark layout) as a mosaic in token order, by rows.
  void patches(std::int64_t row, std::int64_t column, const at::Tensor& vectors,
               std::int64_t patchSize);

  const Image& image() const { return image_; }

 private:
  std::uint8_t* pixel(std::int64_t row, std::int64_t column, std::int64_t x, std::int64_t y);

  std::int64_t cell_;
  Image image_;
};

}  // namespace lafs
