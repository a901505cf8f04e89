// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/image/image.h"

namespace lafs {

/// A position in pixels; (0, 0) is the centre of the top left pixel.
struct ImagePoint {
  double x = 0;
  double y = 0;
};

/// Left eye, right eye, nose, left and right corner of the mouth; left is left in the picture.
using FacePoints = std::array<ImagePoint, 5>;

/// Where alignment puts the five points in a face of `side` x `side` pixels: InsightFace's template
/// for 112, scaled with side / 112 (method of ArcFace, arXiv:1801.07698).
FacePoints alignmentTemplate(int side = 112);

/// Turn, uniform scale and shift: (x, y) becomes (a x - b y + tx, b x + a y + ty).
struct Similarity {
  double a = 1, b = 0;
  double tx = 0, ty = 0;
  ImagePoint apply(ImagePoint p) const { return {a * p.x - b * p.y + tx, b * p.x + a * p.y + ty}; }
};

/// The similarity that brings `from` closest to `to` in the sense of least squares, never a mirror
/// image (S. Umeyama, IEEE PAMI 13(4), 1991). Equal numbers of points, two or more; nothing when
/// all of `from` coincide, or when no turn is better than another.
std::optional<Similarity> fitSimilarity(const std::vector<ImagePoint>& from,
                                        const std::vector<ImagePoint>& to);

/// `image` seen through `similarity` (from its own pixels to the result's) as `side` x `side`
/// pixels: bilinear, black outside the picture.
Image warp(const Image& image, const Similarity& similarity, int side);

/// The whole picture as a face: its largest centred square, made `side` x `side`.
Image centreSquare(const Image& image, int side);

}  // namespace lafs
