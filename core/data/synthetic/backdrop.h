// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/data/synthetic/photo_conditions.h"

namespace lafs::synthetic {

/// Paints what is behind the person, out of focus: interleaved linear RGB [side * side * 3].
void paintBackdrop(const PhotoConditions& conditions, int side, std::vector<float>& pixels);

}  // namespace lafs::synthetic
