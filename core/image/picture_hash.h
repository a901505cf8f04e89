// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "core/image/image.h"

namespace lafs {

/// 128 bits of the pixels and the size of a picture: equal for equal pictures, whatever they were
/// stored as. Quick, and no defence against somebody who wants two pictures to agree.
using PixelHash = std::array<std::uint64_t, 2>;
PixelHash pixelHash(const Image& image);

/// 256 bits of what a picture looks like: whether each of the 16 x 16 lowest frequencies of its
/// grey 32 x 32 version lies above their median (the "pHash" of C. Zauner, 2010, with more bits,
/// because aligned faces resemble one another). Re-encoding, resizing and small changes of
/// brightness turn few bits.
using LooksHash = std::array<std::uint64_t, 4>;
LooksHash looksHash(const Image& image);

/// How many bits differ, 0 … 256.
int bitsApart(const LooksHash& a, const LooksHash& b);

}  // namespace lafs
