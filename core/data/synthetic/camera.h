// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/data/synthetic/photo_conditions.h"
#include "core/image/image.h"

namespace lafs::synthetic {

/// Takes the picture: exposes the linear scene [side * side * 3] and adds what cameras and files
/// do to it (blur, shake, vignette, tone curve, sensor noise, small size, compression).
Image develop(const PhotoConditions& conditions, std::vector<float> pixels, int side);

}  // namespace lafs::synthetic
