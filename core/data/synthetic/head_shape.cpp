// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/head_shape.h"

#include <algorithm>
#include <cmath>

namespace lafs::synthetic {

namespace {

constexpr float kChinRise = 9;  ///< the jaw starts to close so far above the chin

/// Cubic through the knots with finite-difference tangents; constant outside.
float interpolate(const std::array<float, 5>& at, const std::array<float, 5>& value, float y) {
  if (y <= at[0]) return value[0];
  if (y >= at[4]) return value[4];
  int k = 0;
  while (y > at[k + 1]) ++k;
  const auto slope = [&](int i) {
    const int low = std::max(0, i - 1);
    const int high = std::min(4, i + 1);
    return (value[high] - value[low]) / (at[high] - at[low]);
  };
  const float h = at[k + 1] - at[k];
  const float t = (y - at[k]) / h;
  const float t2 = t * t;
  const float t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * value[k] + (t3 - 2 * t2 + t) * h * slope(k) +
         (3 * t2 - 2 * t3) * value[k + 1] + (t3 - t2) * h * slope(k + 1);
}

}  // namespace

float FeaturePlan::mouthLine(float x) const {
  const float t = (x - mouthX) / mouthHalfWidth;
  const float dip = 0.5f * hill(t * t * 9);  // the middle of the upper lip hangs a little
  return mouthY - cornerLift * t * t + dip + mouthSlant * t;
}

float FeaturePlan::browLine(const Brow& brow, float x) const {
  const float t = (x - brow.innerX) / (brow.outerX - brow.innerX);
  const float peak = (t - 0.58f) / 0.58f;
  return brow.y - brow.arch * (1 - peak * peak) - brow.tilt * 12 * (t - 0.5f) +
         brow.innerDrop * (1 - t) * (1 - t);
}

float FeaturePlan::upperLid(const Eye& eye, float x) const {
  const float t = (x - eye.x) / eye.halfWidth * eye.outward;
  const float skewed = t + 0.12f * (1 - t * t);  // the highest point lies on the nose's side
  const float open = std::pow(std::max(0.f, 1 - std::fabs(skewed * skewed)), 0.75f);
  return eye.y - eye.slant * t * eye.halfWidth - eye.upper * eye.openness * open +
         eye.lower * (1 - std::min(1.f, eye.openness)) * (1 - t * t) * 0.7f;
}

float FeaturePlan::lowerLid(const Eye& eye, float x) const {
  const float t = (x - eye.x) / eye.halfWidth * eye.outward;
  const float skewed = t - 0.15f * (1 - t * t);  // and the lowest one on the temple's
  return eye.y - eye.slant * t * eye.halfWidth + eye.lower * std::max(0.f, 1 - skewed * skewed);
}

HeadShape::HeadShape(const FaceTraits& t, const PhotoConditions& c) {
  planFeatures(t, c);
  const float drop = 5.0f * c.mouthOpen;
  plan_.chinY = t.chinY + drop;
  top_ = t.skullTop;
  bottom_ = plan_.chinY + 5;
  exponent_ = t.boxiness;
  chinPower_ = t.chinSquareness;
  backDepth_ = t.backDepth;
  heightKnots_ = {kDomeStart, 5, 24, 42 + 0.6f * drop, bottom_ - kChinRise - 5};
  const float puff = 0.8f * c.puff;
  widthKnots_ = {t.templeWidth, t.cheekWidth, t.midWidth + puff, t.jawWidth + puff, t.chinWidth};
  depthKnots_ = {t.foreheadDepth, 0.5f * (t.foreheadDepth + t.mouthDepth) - 1.5f, t.mouthDepth,
                 t.mouthDepth, t.chinDepth};
  buildRelief(t, c);
  buildNose(t);
}

void HeadShape::planFeatures(const FaceTraits& t, const PhotoConditions& c) {
  for (int side = 0; side < 2; ++side) {
    const float outward = side == 0 ? -1.f : 1.f;
    FeaturePlan::Eye& eye = plan_.eyes[side];
    eye = {};
    eye.outward = outward;
    eye.x = outward * t.eyeSpacing;
    eye.y = 0.5f * outward * t.leftRightAsymmetry[0];
    eye.halfWidth = t.eyeHalfWidth;
    eye.upper = 0.62f * t.eyeOpening;
    eye.lower = 0.40f * t.eyeOpening * (1 - 0.25f * std::max(0.f, c.smile));
    eye.slant = t.eyeSlant;
    eye.openness = std::max(0.f, (1 - c.eyeClosure) * (1 + 0.10f * c.browRaise) -
                                     0.12f * std::max(0.f, c.smile) - 0.08f * t.lidHeaviness);
    eye.gazeX = 2.2f * c.gazeX;
    eye.gazeY = 1.0f * c.gazeY;
    FeaturePlan::Brow& brow = plan_.brows[side];
    brow = {};
    brow.outward = outward;
    brow.innerX = outward * (t.eyeSpacing - 0.80f * t.browLength + 0.8f * (1 - c.browFurrow));
    brow.outerX = outward * (t.eyeSpacing + t.browLength);
    brow.y = t.browHeight - 1.8f * c.browRaise + 0.5f * outward * t.leftRightAsymmetry[1];
    brow.arch = t.browArch;
    brow.tilt = t.browTilt;
    brow.thickness = t.browThickness;
    brow.innerDrop = 2.2f * c.browFurrow;
  }
  plan_.noseTipX = t.noseSkew;
  plan_.noseTipY = t.noseTipY;
  plan_.noseWidth = t.noseWidth * (1 + 0.06f * std::max(0.f, c.smile));
  plan_.mouthX = 0.4f * t.noseSkew;
  plan_.mouthY = t.mouthY - 0.8f * std::max(0.f, c.smile) + 0.6f * c.mouthOpen;
  plan_.mouthHalfWidth = t.mouthHalfWidth * (1 + 0.17f * std::max(0.f, c.smile)) *
                         (1 - 0.09f * c.mouthOpen * (1 - std::max(0.f, c.smile)));
  plan_.cornerLift = 3.2f * c.smile;
  const float stretch = 1 - 0.22f * std::max(0.f, c.smile);
  plan_.upperLip = t.upperLip * stretch;
  plan_.lowerLip = t.lowerLip * stretch;
  plan_.gapUpper = 1.1f * c.mouthOpen;
  plan_.gapLower = 5.5f * c.mouthOpen;
  plan_.mouthSlant = t.mouthSlant;
  plan_.chinY = t.chinY;
}

void HeadShape::buildRelief(const FaceTraits& t, const PhotoConditions& c) {
  const float smile = std::max(0.f, c.smile);
  for (int side = 0; side < 2; ++side) {
    const float out = side == 0 ? -1.f : 1.f;
    const auto& eye = plan_.eyes[side];
    const auto& brow = plan_.brows[side];
    reliefs_.push_back({out * 15, brow.y + 2, 18, 9, t.browRidge});
    reliefs_.push_back({eye.x - out * 2, eye.y + 0.5f, 15, 10.5f, -t.socketDepth});
    reliefs_.push_back({eye.x, eye.y, 10.5f, 7.5f, t.eyeBulge});
    reliefs_.push_back({eye.x + out * 1.0f, eye.y + 7.5f, 10, 4.5f, -0.7f - t.eyeCircles});
    const float lift = 2.0f * smile;
    reliefs_.push_back({out * 25, 15 - lift, 15, 12, t.cheekbone + 0.8f * smile});
    reliefs_.push_back(
        {out * 20, 23 - lift, 12, 11, 1.0f + 1.6f * smile + 0.4f * out * t.leftRightAsymmetry[3]});
    reliefs_.push_back({out * 24, 37, 15, 15, t.cheekFullness + c.puff});
    reliefs_.push_back({out * (plan_.mouthHalfWidth + 3), plan_.mouthY - plan_.cornerLift, 5, 6,
                        -0.8f - 1.0f * smile});
  }
  reliefs_.push_back({0, -8, 11, 8, 0.5f * t.browRidge});
  reliefs_.push_back({0, -28, 26, 16, 1.0f * (1 - t.femininity) - 0.2f});
  reliefs_.push_back({0, plan_.mouthY, 23, 17, t.mouthMound});
  const float lipY = plan_.mouthY;
  reliefs_.push_back({0, lipY - plan_.gapUpper - 0.6f * plan_.upperLip, plan_.mouthHalfWidth,
                      plan_.upperLip + 1.6f, 0.55f * plan_.upperLip});
  reliefs_.push_back({0, lipY + plan_.gapLower + 0.55f * plan_.lowerLip,
                      plan_.mouthHalfWidth * 0.9f, plan_.lowerLip + 1.5f, 0.55f * plan_.lowerLip});
  reliefs_.push_back({0, lipY + plan_.gapLower + plan_.lowerLip + 3.5f, 14, 5, -1.9f});
  reliefs_.push_back({0, plan_.chinY - 8, 14, 10, t.chinBall});
  if (t.chinCleft > 0) reliefs_.push_back({0, plan_.chinY - 6, 2.6f, 6, -1.3f * t.chinCleft});
  reliefs_.push_back({0, lipY - 8.5f, 2.8f, 5.5f, -0.9f});
}

void HeadShape::buildNose(const FaceTraits& t) {
  const float tipY = plan_.noseTipY;
  const float w = t.bridgeWidth;
  reliefs_.push_back({0.15f * t.noseSkew, -1.5f, w * 1.15f, 10, 0.50f * t.noseBridge});
  reliefs_.push_back({0.35f * t.noseSkew, 5.5f, w, 10, 0.72f * t.noseBridge + t.bridgeHump});
  reliefs_.push_back({0.6f * t.noseSkew, 12, w * 1.05f, 10, 0.80f * t.noseBridge});
  reliefs_.push_back({plan_.noseTipX, tipY - t.noseTipTurn, t.tipRadius * 1.15f, t.tipRadius,
                      0.75f * t.noseHeight});
  reliefs_.push_back({plan_.noseTipX, tipY - 2.5f, t.tipRadius * 1.6f, 11, 0.28f * t.noseHeight});
  for (float out : {-1.f, 1.f}) {
    reliefs_.push_back({plan_.noseTipX + out * plan_.noseWidth * 0.82f, tipY + 2.0f, 5.2f, 5.6f,
                        0.34f * t.noseHeight});
    reliefs_.push_back({plan_.noseTipX + out * plan_.noseWidth * 0.42f, tipY + 5.2f, 3.0f, 2.4f,
                        -0.16f * t.noseHeight});
  }
}

float HeadShape::closure(float y) const {
  if (y < kDomeStart) {
    const float v = (kDomeStart - y) / (kDomeStart - top_);
    return v >= 1 ? 0.f : std::pow(1 - std::pow(v, 2.2f), 1 / 2.2f);
  }
  const float start = bottom_ - kChinRise - 5;
  if (y > start) {
    const float v = (y - start) / (bottom_ - start);
    return v >= 1 ? 0.f : std::pow(1 - std::pow(v, chinPower_), 1 / chinPower_);
  }
  return 1;
}

float HeadShape::halfWidth(float y) const {
  return interpolate(heightKnots_, widthKnots_, y) * closure(y);
}

float HeadShape::frontDepth(float y) const {
  return interpolate(heightKnots_, depthKnots_, y) * closure(y);
}

float HeadShape::backDepth(float y) const {
  // Under the ears the back of the head runs into the neck.
  const float neck = smoothStep(5, 45, y);
  return backDepth_ * closure(y) * (1 - 0.55f * neck);
}

Point3 HeadShape::at(float x, float y) const {
  const float w = halfWidth(y);
  if (w <= 0) return {x, y, 0};
  const float s = std::min(0.999f, std::fabs(x) / w);
  const float c = std::pow(1 - std::pow(s, exponent_), 1 / exponent_);
  float z = frontDepth(y) * c;
  const float facing = std::min(1.f, 2.5f * c);
  for (const Relief& r : reliefs_) {
    const float dx = (x - r.x) / r.radiusX;
    const float dy = (y - r.y) / r.radiusY;
    z += facing * r.height * hill(dx * dx + dy * dy);
  }
  return {x, y, z};
}

Point3 HeadShape::around(float y, float angle) const {
  const float s = std::sin(angle);
  const float c = std::cos(angle);
  const float x = std::copysign(std::pow(std::fabs(s), 2 / exponent_), s) * halfWidth(y);
  const float z = std::copysign(std::pow(std::fabs(c), 2 / exponent_), c) *
                  (c >= 0 ? frontDepth(y) : backDepth(y));
  return {x, y, z};
}

}  // namespace lafs::synthetic
