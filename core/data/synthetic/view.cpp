// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/view.h"

#include <cmath>

namespace lafs::synthetic {

namespace {

constexpr float kPivotY = 22;  ///< the head turns about a point between jaw and neck

/// Half-circle of the jaw from the right ear (image left) over the chin, 17 points.
void addJaw(const HeadShape& shape, std::vector<Point3>& points) {
  const float chin = shape.plan().chinY;
  for (int k = 0; k < 17; ++k) {
    const float t = (k - 8) / 8.f;  // -1 … 1
    const float fall = 1 - std::pow(std::fabs(t), 1.8f);
    const float y = 2 + (chin - 2) * std::pow(fall, 0.8f);
    // From the ear, at the side of the head, the line moves forward to the chin.
    const float angle = std::copysign(1.42f * std::pow(std::fabs(t), 0.55f), t);
    points.push_back(shape.around(y, angle));
  }
}

void addBrowsAndNose(const HeadShape& shape, std::vector<Point3>& points) {
  const FeaturePlan& plan = shape.plan();
  for (int side = 0; side < 2; ++side) {
    const FeaturePlan::Brow& brow = plan.brows[side];
    const float from = side == 0 ? brow.outerX : brow.innerX;
    const float to = side == 0 ? brow.innerX : brow.outerX;
    for (int k = 0; k < 5; ++k) {
      const float x = from + (to - from) * k / 4;
      points.push_back(shape.at(x, plan.browLine(brow, x)));
    }
  }
  for (int k = 0; k < 4; ++k) {
    const float t = k / 3.f;
    points.push_back(shape.at(plan.noseTipX * t, plan.noseTipY * t));
  }
  for (int k = -2; k <= 2; ++k) {
    const float x = plan.noseTipX + 0.5f * k * plan.noseWidth;
    points.push_back(shape.at(x, plan.noseTipY + 6 - 0.4f * std::fabs(static_cast<float>(k))));
  }
}

void addEyesAndMouth(const HeadShape& shape, std::vector<Point3>& points) {
  const FeaturePlan& plan = shape.plan();
  static const float kAlong[6] = {-1, -0.34f, 0.34f, 1, 0.34f, -0.34f};
  for (const FeaturePlan::Eye& eye : plan.eyes) {
    for (int k = 0; k < 6; ++k) {
      const float x = eye.x + kAlong[k] * eye.halfWidth;
      const float upper = plan.upperLid(eye, x);
      const float lower = plan.lowerLid(eye, x);
      const float y = k == 0 || k == 3 ? 0.5f * (upper + lower) : k < 3 ? upper : lower;
      points.push_back(shape.at(x, y));
    }
  }
  const float half = plan.mouthHalfWidth;
  const auto lip = [&](float t, float gap, float thickness) {
    const float x = plan.mouthX + t * half;
    const float y = plan.mouthLine(x) + gap * (1 - t * t) + thickness * (1 - std::fabs(t * t * t));
    points.push_back(shape.at(x, y));
  };
  for (float t : {-1.f, -0.6f, -0.22f, 0.f, 0.22f, 0.6f, 1.f})
    lip(t, -plan.gapUpper, -plan.upperLip);
  for (float t : {0.6f, 0.25f, 0.f, -0.25f, -0.6f}) lip(t, plan.gapLower, plan.lowerLip);
  for (float t : {-0.85f, -0.25f, 0.f, 0.25f, 0.85f}) lip(t, -plan.gapUpper, 0);
  for (float t : {0.25f, 0.f, -0.25f}) lip(t, plan.gapLower, 0);
}

}  // namespace

const std::array<Point2, 5> kAlignedPoints = {
    Point2{38.2946f, 51.6963f}, Point2{73.5318f, 51.5014f}, Point2{56.0252f, 71.7366f},
    Point2{41.5493f, 92.3655f}, Point2{70.7299f, 92.2041f}};

View::View(const PhotoConditions& c, float share)
    : cosYaw_(std::cos(share * c.yaw)),
      sinYaw_(std::sin(share * c.yaw)),
      cosPitch_(std::cos(share * c.pitch)),
      sinPitch_(std::sin(share * c.pitch)),
      distance_(c.cameraDistance) {}

Point3 View::turn(const Point3& p) const {
  const float x = p.x * cosYaw_ + p.z * sinYaw_;
  const float z = p.z * cosYaw_ - p.x * sinYaw_;
  const float y = p.y - kPivotY;
  return {x, kPivotY + y * cosPitch_ - z * sinPitch_, y * sinPitch_ + z * cosPitch_};
}

Point2 View::project(const Point3& p) const {
  const float s = distance_ / (distance_ - p.z);
  return {p.x * s, kPivotY + (p.y - kPivotY) * s};
}

void View::turn(SurfaceMesh& sheet) const {
  const std::size_t count = sheet.x.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Point3 p = turn(Point3{sheet.x[i], sheet.y[i], sheet.z[i]});
    sheet.x[i] = p.x;
    sheet.y[i] = p.y;
    sheet.z[i] = p.z;
  }
}

float PictureFrame::scale() const {
  return std::sqrt(a * a + b * b);
}

PictureFrame fitSimilarity(const std::array<Point2, 5>& from, const std::array<Point2, 5>& to) {
  Point2 meanFrom, meanTo;
  for (int k = 0; k < 5; ++k) {
    meanFrom = {meanFrom.x + from[k].x / 5, meanFrom.y + from[k].y / 5};
    meanTo = {meanTo.x + to[k].x / 5, meanTo.y + to[k].y / 5};
  }
  // In the plane the best rotation and scale are one complex quotient.
  float dot = 0, cross = 0, norm = 0;
  for (int k = 0; k < 5; ++k) {
    const Point2 f{from[k].x - meanFrom.x, from[k].y - meanFrom.y};
    const Point2 t{to[k].x - meanTo.x, to[k].y - meanTo.y};
    dot += f.x * t.x + f.y * t.y;
    cross += f.x * t.y - f.y * t.x;
    norm += f.x * f.x + f.y * f.y;
  }
  PictureFrame s;
  s.a = dot / norm;
  s.b = cross / norm;
  s.c = meanTo.x - s.a * meanFrom.x + s.b * meanFrom.y;
  s.d = meanTo.y - s.b * meanFrom.x - s.a * meanFrom.y;
  return s;
}

std::vector<Point3> landmarkPoints(const HeadShape& shape) {
  const FeaturePlan& plan = shape.plan();
  std::vector<Point3> points;
  points.reserve(73);
  for (const FeaturePlan::Eye& eye : plan.eyes) points.push_back(shape.at(eye.x, eye.y));
  points.push_back(shape.at(plan.noseTipX, plan.noseTipY));
  for (float out : {-1.f, 1.f}) {
    const float x = plan.mouthX + out * plan.mouthHalfWidth;
    points.push_back(shape.at(x, plan.mouthLine(x)));
  }
  addJaw(shape, points);
  addBrowsAndNose(shape, points);
  addEyesAndMouth(shape, points);
  return points;
}

PictureFrame framePicture(const PhotoConditions& c, Domain domain,
                          const std::array<Point2, 5>& projectedPoints) {
  PictureFrame base;
  if (domain != Domain::Wild) {
    base = fitSimilarity(projectedPoints, kAlignedPoints);
  } else {  // what a loose face detector would cut out
    base.a = std::cos(c.roll);
    base.b = std::sin(c.roll);
    const Point2 nose = base.apply(projectedPoints[2]);
    base.c = 56 - 0.6f * nose.x;
    base.d = 64 - 0.8f * nose.y;
  }
  // The picture's own deviation, about the middle of the frame.
  const float ca = c.scale * std::cos(c.turn);
  const float sa = c.scale * std::sin(c.turn);
  const Point2 centre{base.c - 56, base.d - 56};
  PictureFrame s;
  s.a = ca * base.a - sa * base.b;
  s.b = sa * base.a + ca * base.b;
  s.c = 56 + ca * centre.x - sa * centre.y + c.shiftX;
  s.d = 56 + sa * centre.x + ca * centre.y + c.shiftY;
  return s;
}

}  // namespace lafs::synthetic
