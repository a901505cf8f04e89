// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace lafs {

/// An 8-bit RGB picture channel by channel: R plane, G plane, B plane, each `height` rows of
/// `width` bytes. All picture operations work on this form, in which their loops vectorise.
struct Planes {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> values;  ///< 3 * height * width

  Planes() = default;
  Planes(int w, int h) : width(w), height(h), values(3 * static_cast<std::size_t>(w) * h) {}
  std::size_t planeSize() const { return static_cast<std::size_t>(width) * height; }
  std::uint8_t* plane(int channel) { return values.data() + channel * planeSize(); }
  const std::uint8_t* plane(int channel) const { return values.data() + channel * planeSize(); }
  std::uint8_t* row(int channel, int y) {
    return plane(channel) + static_cast<std::size_t>(y) * width;
  }
  const std::uint8_t* row(int channel, int y) const {
    return plane(channel) + static_cast<std::size_t>(y) * width;
  }
};

/// A rectangle of pixels inside a picture.
struct CropBox {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

Planes toPlanes(const Image& image);
Image toImage(const Planes& planes);

/// The picture mirrored at its diagonal: pixel (x, y) becomes (y, x).
Planes transposed(const Planes& planes);

/// Left and right exchanged, in place.
void flipHorizontally(Planes& planes);

/// Sets every channel inside `box` to `value`; the box must lie inside the picture.
void fillBox(Planes& planes, const CropBox& box, std::uint8_t value);

/// out[x * outStride + y] = in[y * inStride + x] for `rows` rows of `columns` bytes.
void transposeBytes(const std::uint8_t* in, std::size_t inStride, int rows, int columns,
                    std::uint8_t* out, std::size_t outStride);

}  // namespace lafs
