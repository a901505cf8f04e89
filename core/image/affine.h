// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/image/planes.h"

namespace lafs::pil {

/// How an affine operation reads between pixels. Bicubic is the a = -1 kernel of PIL's transforms
/// (its resize has a = -0.5).
enum class Resample { Bilinear, Bicubic };

/// Output (x, y) is read at input (a x + b y + c, d x + e y + f), pixel centres at half integers.
struct AffineMatrix {
  double a = 1, b = 0, c = 0;
  double d = 0, e = 1, f = 0;
};

/// The transformed picture, same size; what comes from outside becomes `fill` in every channel.
Planes affine(const Planes& source, const AffineMatrix& matrix, Resample resample,
              std::uint8_t fill);

AffineMatrix rotation(double degrees, int width,
                      int height);             ///< about the centre, counterclockwise
AffineMatrix shearX(double factor);            ///< output(x, y) = input(x + factor y, y)
AffineMatrix shearY(double factor);            ///< output(x, y) = input(x, y + factor x)
AffineMatrix translation(double x, double y);  ///< output(x, y) = input(x + x', y + y')

}  // namespace lafs::pil
