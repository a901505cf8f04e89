// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/data/synthetic/face_traits.h"
#include "core/data/synthetic/photo_conditions.h"

namespace lafs::synthetic {

struct Point2 {
  float x = 0;
  float y = 0;
};

struct Point3 {
  float x = 0;
  float y = 0;
  float z = 0;
};

/// A hill (or, below zero, a hollow) of the face's relief: elliptic, of compact support.
struct Relief {
  float x, y;  ///< centre in the frontal projection
  float radiusX, radiusY;
  float height;
};

/// Where the features of one picture sit in the frontal projection of the face frame, the
/// expression included. side 0 = image left, 1 = image right when looking into the camera.
struct FeaturePlan {
  struct Eye {
    float x, y, halfWidth, upper, lower, slant;  ///< heights of the open lids over and under y
    float openness;                              ///< 0 closed … 1 open … 1.2 wide
    float outward;                               ///< +1 when the outer corner has larger x
    float gazeX, gazeY;
  };
  struct Brow {
    float innerX, outerX, y, arch, tilt, thickness, outward;
    float innerDrop;
  };
  std::array<Eye, 2> eyes;
  std::array<Brow, 2> brows;
  float noseTipX, noseTipY, noseWidth;
  float mouthX, mouthY, mouthHalfWidth, upperLip, lowerLip, cornerLift, gapUpper, gapLower;
  float mouthSlant;
  float chinY;

  /// Line where the lips meet, at x.
  float mouthLine(float x) const;
  /// Centre line of a brow at x.
  float browLine(const Brow& brow, float x) const;
  /// Edges of an opened eye at x: upper lid and lower lid.
  float upperLid(const Eye& eye, float x) const;
  float lowerLid(const Eye& eye, float x) const;
};

/// The head of one picture as a surface: a stack of superelliptic cross-sections with relief.
/// Everything in the face frame (see FaceTraits).
class HeadShape {
 public:
  static constexpr float kDomeStart = -20;  ///< above this height the skull closes

  HeadShape(const FaceTraits& traits, const PhotoConditions& conditions);

  const FeaturePlan& plan() const { return plan_; }
  const std::vector<Relief>& reliefs() const { return reliefs_; }
  float exponent() const { return exponent_; }
  float top() const { return top_; }
  float bottom() const { return bottom_; }

  /// Half width, depth of the front and of the back at height y; all 0 above top, below bottom.
  float halfWidth(float y) const;
  float frontDepth(float y) const;
  float backDepth(float y) const;

  /// The point of the front surface seen at (x, y) from straight ahead.
  Point3 at(float x, float y) const;
  /// The point of the cross-section at height y, `angle` radians from straight ahead.
  Point3 around(float y, float angle) const;

 private:
  float closure(float y) const;
  void planFeatures(const FaceTraits& t, const PhotoConditions& c);
  void buildRelief(const FaceTraits& t, const PhotoConditions& c);
  void buildNose(const FaceTraits& t);

  FeaturePlan plan_;
  std::vector<Relief> reliefs_;
  std::array<float, 5> widthKnots_, heightKnots_, depthKnots_;
  float top_, bottom_, exponent_, chinPower_, backDepth_;
};

}  // namespace lafs::synthetic
