// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lafs::synthetic {

/// What a JPEG file of that quality (1 … 100) would leave of a picture: 8x8 cosine blocks, the
/// standard's example tables (ITU-T T.81, annex K), chroma at half size. Interleaved RGB 0 … 255
/// [side * side * 3] in place; `side` a multiple of 16.
/// Our own arithmetic, because a codec's output changes with its version.
void compressBlocks(std::vector<float>& pixels, int side, float quality);

}  // namespace lafs::synthetic
