// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/data/synthetic/photo_conditions.h"
#include "core/image/image.h"

namespace lafs::synthetic {

/// A rendered picture and where its landmarks are: pixels, x, y, x, y, …, pixel k centred at k.
/// First the five points of alignment (image-left eye, other eye, nose tip, mouth corners), then
/// the 68 of the common annotation.
struct FacePicture {
  Image image;
  std::vector<float> landmarks;
};

/// Renders a picture of `person`, side x side pixels (a multiple of 16; 112 is the native size).
FacePicture renderFace(const FaceTraits& person, const PhotoConditions& conditions, Domain domain,
                       int side = 112);

/// The landmarks alone, without rendering; equal to renderFace's.
std::vector<float> locateLandmarks(const FaceTraits& person, const PhotoConditions& conditions,
                                   Domain domain, int side = 112);

}  // namespace lafs::synthetic
