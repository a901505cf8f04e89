// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/data/synthetic/surface_mesh.h"

namespace lafs::synthetic {

/// From the face frame to pixels: turn about the neck, perspective, then a similarity.
class View {
 public:
  /// Turn only; `share` below 1 for what follows the head in part.
  View(const PhotoConditions& conditions, float share);

  Point3 turn(const Point3& p) const;     ///< face frame to view frame
  Point2 project(const Point3& p) const;  ///< view frame to the picture plane, face units
  void turn(SurfaceMesh& sheet) const;

 private:
  float cosYaw_, sinYaw_, cosPitch_, sinPitch_, distance_;
};

/// Uniform scale, rotation and shift of the plane: x' = a x - b y + c, y' = b x + a y + d.
struct PictureFrame {
  float a = 1, b = 0, c = 0, d = 0;
  Point2 apply(const Point2& p) const { return {a * p.x - b * p.y + c, b * p.x + a * p.y + d}; }
  float scale() const;
};

/// Eyes (image left first), nose tip, mouth corners of an aligned 112-pixel face (InsightFace).
extern const std::array<Point2, 5> kAlignedPoints;

/// The least-squares similarity from `from` to `to`, without reflection (Umeyama, 1991).
PictureFrame fitSimilarity(const std::array<Point2, 5>& from, const std::array<Point2, 5>& to);

/// The five alignment points, then the 68 of the common annotation (jaw 17, brows 10, nose 9, eyes
/// 12, mouth 20), in the face frame.
std::vector<Point3> landmarkPoints(const HeadShape& shape);

/// The similarity that frames this picture: alignment by the five points (curated) or a plain
/// placement (wild), with the picture's own shift, scale and turn.
PictureFrame framePicture(const PhotoConditions& conditions, Domain domain,
                          const std::array<Point2, 5>& projectedPoints);

}  // namespace lafs::synthetic
