// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/image/planes.h"

namespace lafs {

/// Colour operations as PIL computes them: in place, back to 8 bits after each. `factor` 1 changes
/// nothing, 0 gives the degenerate picture (black, mean grey, grey, smoothed), above 1
/// exaggerates. A blend truncates and clips.
namespace pil {

void brightness(Planes& planes, double factor);  ///< blend with black
void contrast(Planes& planes, double factor);  ///< blend with the rounded mean of the grey picture
void saturation(Planes& planes, double factor);  ///< blend with the grey picture
void sharpness(Planes& planes, double factor);   ///< blend with PIL's SMOOTH filter (3x3)

/// Adds trunc(shift * 255) to the 8-bit hue of PIL's HSV, modulo 256; `shift` in [-0.5, 0.5].
void hue(Planes& planes, double shift);

/// All three channels become L = (19595 R + 38470 G + 7471 B + 32768) >> 16.
void grayscale(Planes& planes);

/// Values of `threshold` and above become 255 - value.
void solarize(Planes& planes, int threshold = 128);

}  // namespace pil

/// The same operations as torchvision computes them on 8-bit tensors: blended in float, clipped
/// and truncated; grey = trunc(0.2989 R + 0.587 G + 0.114 B); contrast about the unrounded mean of
/// that; hue on floating-point HSV.
namespace vision {

void brightness(Planes& planes, double factor);
void contrast(Planes& planes, double factor);
void saturation(Planes& planes, double factor);
void hue(Planes& planes, double shift);

}  // namespace vision

}  // namespace lafs
