// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/base/random_stream.h"
#include "core/image/planes.h"

namespace lafs {

/// From … to, both ends meant.
struct Range {
  double low = 0;
  double high = 1;
};

/// The box of torchvision's RandomResizedCrop: area a share `scale` of the picture, aspect ratio
/// log-uniform in 3/4 … 4/3, position uniform; after ten boxes that do not fit, the largest centred
/// one within the ratio range.
CropBox randomCropBox(int width, int height, Range scale, RandomStream& random);

/// The box of torchvision's RandomErasing: area a share `scale`, aspect ratio log-uniform in
/// `ratio`, position uniform; nothing after ten boxes that are not smaller than the picture.
std::optional<CropBox> randomEraseBox(int width, int height, Range scale, Range ratio,
                                      RandomStream& random);

}  // namespace lafs
