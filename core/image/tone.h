// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/planes.h"

namespace lafs::pil {

/// Tone curves as PIL's ImageOps has them, channel by channel, in place.
void autoContrast(Planes& planes);         ///< stretches each channel to 0 … 255
void equalize(Planes& planes);             ///< flattens each channel's histogram
void invert(Planes& planes);               ///< 255 - value
void posterize(Planes& planes, int bits);  ///< keeps the upper `bits` (0 … 8) of each value

}  // namespace lafs::pil
