// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace lafs {

/// Pictures from and to the bytes of image files. JPEG goes through libjpeg-turbo, everything else
/// (PNG, PGM, BMP, WebP …) through OpenCV. Grey becomes three equal channels, an alpha channel is
/// dropped, 16 bits become 8, and orientation tags are not obeyed (face crops carry none, and the
/// field's loaders do not either). Thread-safe.

/// UserError, naming `name`, when the bytes are no picture, damaged, cut off, or larger than
/// 100 million pixels.
Image decodeImage(const std::uint8_t* bytes, std::size_t size, const std::string& name);

/// Reads and decodes a file; UserError as above or when it cannot be read.
Image readImage(const std::string& path);

/// `quality` 1 … 100; full chroma resolution from 90 on, else halved.
std::vector<std::uint8_t> encodeJpeg(const Image& image, int quality);

std::vector<std::uint8_t> encodePng(const Image& image);

}  // namespace lafs
