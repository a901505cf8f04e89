// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/planes.h"

namespace lafs {

/// Cuts crops out of one picture and resizes them as PIL's bicubic filter does: a = -0.5, the
/// support widened when shrinking, columns before rows, each rounded to 8 bits. Made once per
/// picture, so that the work all crops share is done once. const and thread-safe after that.
class BicubicCropper {
 public:
  explicit BicubicCropper(const Planes& source) : transposed_(transposed(source)) {}

  /// `box` of the source as a picture of width x height, mirrored if `mirror`. Pixels outside the
  /// box play no part. The box must be non-empty and inside the picture (a broken promise).
  Planes crop(const CropBox& box, int width, int height, bool mirror = false) const;

 private:
  Planes transposed_;  ///< columns of the source as rows: both passes then run along memory
};

/// The whole picture at another size by the same filter; an unchanged size is a plain copy.
Planes resizeBicubic(const Planes& source, int width, int height);
Image resizeBicubic(const Image& source, int width, int height);

/// Crop and bilinear resize as torchvision does it on 8-bit tensors: half-pixel centres, no
/// widening when shrinking, result rounded to the nearest (half to even).
Planes resizeBilinear(const Planes& source, const CropBox& box, int width, int height);

}  // namespace lafs
