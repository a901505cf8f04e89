// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/planes.h"

namespace lafs::pil {

/// PIL's GaussianBlur: three passes of an extended box filter along each axis, edges repeated,
/// 8 bits after each pass. `radius` is the standard deviation in pixels; 0 changes nothing.
void gaussianBlur(Planes& planes, double radius);

/// Half width of the box, whole and fractional part together, whose `passes`-fold repetition has
/// the standard deviation `radius` (Gwosdek et al., 2011).
float boxRadius(double radius, int passes);

}  // namespace lafs::pil
