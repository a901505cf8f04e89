// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/data/synthetic/body_parts.h"
#include "core/data/synthetic/noise_tile.h"

namespace lafs::synthetic {

namespace {

constexpr float kTurn = 6.2831853f;

bool earsCovered(const PhotoConditions& c) {
  return c.headWear == HeadWear::Scarf || c.hairStyle == HairStyle::Long ||
         c.hairStyle == HairStyle::Bob;
}

void addEar(const Sitter& sitter, float out, std::vector<SurfaceMesh>& parts) {
  const FaceTraits& t = sitter.traits;
  SurfaceMesh ear;
  ear.resize(25, 9);
  ear.twoSided = true;
  const float flare = t.earTilt;
  const Point3 root{out * (sitter.shape.halfWidth(t.earHeight) - 0.8f), t.earHeight, -5};
  const Point3 back{out * std::sin(flare + 0.25f), 0, -std::cos(flare + 0.25f)};
  const Point3 face{out * std::cos(flare), 0, std::sin(flare)};
  const float high = t.earSize;
  const float wide = 0.60f * t.earSize;
  for (int ring = 0; ring < ear.rows; ++ring) {
    const float r = static_cast<float>(ring) / (ear.rows - 1);
    const float rim = 2.2f * hill((r - 0.86f) * (r - 0.86f) * 30) - 2.0f * hill(r * r * 2.5f);
    for (int k = 0; k < ear.columns; ++k) {
      const float a = out * kTurn * k / (ear.columns - 1);
      const float lobe = 1 - 0.30f * saturate(std::sin(a) * out);
      const float u = wide * (0.55f + r * std::cos(a) * lobe);
      const float v = high * r * std::sin(a) * out - 0.15f * u;
      const Point3 p{root.x + back.x * u + face.x * rim, root.y + v,
                     root.z + back.z * u + face.z * rim};
      const float hollow = 1 - 0.38f * hill(r * r * 2.2f);
      const Colour c{t.skin.red * hollow, t.skin.green * 0.86f * hollow,
                     t.skin.blue * 0.84f * hollow};
      ear.set(ear.index(k, ring), p, c, 0.12f);
    }
  }
  parts.push_back(std::move(ear));
}

/// What hangs beside the face: long hair, or the sides of a scarf.
void addCurtain(const Sitter& sitter, float out, std::vector<SurfaceMesh>& parts) {
  const PhotoConditions& c = sitter.conditions;
  const FaceTraits& t = sitter.traits;
  const bool scarf = c.headWear == HeadWear::Scarf;
  const NoiseTile& clouds = NoiseTile::clouds();
  const float seed = static_cast<float>((t.textureKey >> 24) & 255);
  SurfaceMesh curtain;
  curtain.resize(30, 40);
  curtain.twoSided = true;
  const float end = scarf ? 84 : c.hairStyle == HairStyle::Long ? 125 : 50;
  const float thickness = scarf ? 4.f : std::max(2.5f, t.hairVolume);
  for (int row = 0; row < curtain.rows; ++row) {
    const float down = static_cast<float>(row) / (curtain.rows - 1);
    const float y = -16 + (end + 16) * down;
    // The inner edge runs from the temple backwards, then comes forward under the jaw.
    const float inner = 0.90f + 0.12f * std::sin(2.4f * down + seed) +
                        (scarf ? -0.25f * smoothStep(20, 60, y) : 0.f);
    for (int k = 0; k < curtain.columns; ++k) {
      const float s = static_cast<float>(k) / (curtain.columns - 1);
      const float strand = clouds.nearest(seed + 95 * s, seed + 0.5f * y);
      const float angle = inner + 0.05f * strand + (2.05f - inner) * s;
      const Point3 at = sitter.shape.around(std::min(y, 5.f), out * angle);
      const float swell = thickness * (0.35f + 0.65f * std::sin(3.1f * std::min(0.6f, s + 0.06f)));
      const float spread = 1 + (swell + 0.5f * strand) / 41 + 0.05f * down;
      const float close = scarf ? 1 - 0.35f * smoothStep(35, 80, y) : 1.f;
      const float tip = row + 1 == curtain.rows ? 3 * strand : 0.f;
      const float shade = scarf ? 0.95f + 0.08f * strand : 0.86f + 0.42f * strand;
      const Colour colour = (scarf ? c.headWearColour : t.hair) * std::max(0.25f, shade);
      curtain.set(curtain.index(k, row), {at.x * spread * close, y + tip, at.z * spread - 2 * down},
                  colour, scarf ? 0.03f : std::max(0.f, 0.22f + 0.25f * strand));
    }
  }
  parts.push_back(std::move(curtain));
}

void addPeak(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  SurfaceMesh peak;
  peak.resize(31, 8);
  peak.twoSided = true;
  for (int k = 0; k < peak.columns; ++k) {
    const float angle = (2.f * k / (peak.columns - 1) - 1) * 1.05f;
    const Point3 edge = sitter.shape.around(-27.5f, angle);
    const float reach = 25 * std::sqrt(std::max(0.f, 1 - (angle / 1.1f) * (angle / 1.1f)));
    for (int ring = 0; ring < peak.rows; ++ring) {
      const float r = static_cast<float>(ring) / (peak.rows - 1);
      const Point3 p{edge.x * (1 + 0.10f * r), edge.y + 7 * r * r + 3.5f * r * angle * angle,
                     edge.z + 3 + reach * r};
      peak.set(peak.index(k, ring), p, sitter.conditions.headWearColour * 0.85f, 0.05f);
    }
  }
  parts.push_back(std::move(peak));
}

/// Corner-rounded closed curve of half sizes w, h.
Point2 lensOutline(float w, float h, float roundness, float angle) {
  const float c = std::cos(angle);
  const float s = std::sin(angle);
  const float p = 2 / roundness;
  return {w * std::copysign(std::pow(std::fabs(c), p), c),
          h * std::copysign(std::pow(std::fabs(s), p), s)};
}

struct LensPlace {
  float x, y, z;
};

Point3 onGlasses(const LensPlace& lens, Point2 p) {
  const float x = lens.x + p.x;
  return {x, lens.y + p.y, lens.z - 0.006f * x * x - 0.10f * (lens.y + p.y)};
}

void addFrame(const PhotoConditions& c, const LensPlace& lens, std::vector<SurfaceMesh>& parts) {
  SurfaceMesh frame;
  frame.resize(41, 3);
  frame.twoSided = true;
  for (int k = 0; k < frame.columns; ++k) {
    const float a = kTurn * k / (frame.columns - 1);
    for (int ring = 0; ring < 3; ++ring) {
      const float grow = (ring - 1) * c.frameThickness * 0.7f;
      const Point2 p =
          lensOutline(c.lensWidth * 0.82f + grow, c.lensHeight + grow, c.lensRoundness, a);
      Point3 at = onGlasses(lens, p);
      if (ring == 1) at.z += 0.8f;
      frame.set(frame.index(k, ring), at, c.frameColour, 0.4f);
    }
  }
  parts.push_back(std::move(frame));
}

void addLens(const PhotoConditions& c, const LensPlace& lens, std::vector<SurfaceMesh>& parts) {
  SurfaceMesh glass;
  glass.resize(25, 6);
  glass.twoSided = true;
  glass.castsShadow = false;
  const bool tinted = c.spectacles == Spectacles::Tinted;
  glass.opacity = tinted ? 0.86f : 0.10f;
  for (int k = 0; k < glass.columns; ++k) {
    const float a = kTurn * k / (glass.columns - 1);
    for (int ring = 0; ring < glass.rows; ++ring) {
      const float r = static_cast<float>(ring) / (glass.rows - 1);
      const Point2 edge = lensOutline(c.lensWidth * 0.82f, c.lensHeight, c.lensRoundness, a);
      const Point3 at = onGlasses(lens, {edge.x * r, edge.y * r});
      const float streak = hill((edge.x * r + edge.y * r - 3) * (edge.x * r + edge.y * r - 3) / 16);
      const Colour colour = tinted
                                ? Colour{0.02f, 0.02f, 0.025f} + Colour{0.08f, 0.09f, 0.1f} * streak
                                : Colour{0.5f, 0.55f, 0.6f} + Colour{2, 2, 2} * streak;
      glass.set(glass.index(k, ring), at, colour, 0.9f);
    }
  }
  parts.push_back(std::move(glass));
}

/// A thin band from one point to another.
void addBar(const Point3& from, const Point3& to, float thickness, const Colour& colour,
            std::vector<SurfaceMesh>& parts) {
  SurfaceMesh bar;
  bar.resize(9, 3);
  bar.twoSided = true;
  for (int k = 0; k < bar.columns; ++k) {
    const float t = static_cast<float>(k) / (bar.columns - 1);
    for (int ring = 0; ring < 3; ++ring) {
      const Point3 p{from.x + (to.x - from.x) * t,
                     from.y + (to.y - from.y) * t + (ring - 1) * thickness,
                     from.z + (to.z - from.z) * t + (ring == 1 ? 0.5f : 0.f)};
      bar.set(bar.index(k, ring), p, colour, 0.3f);
    }
  }
  parts.push_back(std::move(bar));
}

void addSpectacles(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const PhotoConditions& c = sitter.conditions;
  const FeaturePlan& plan = sitter.shape.plan();
  const float z =
      std::max(sitter.shape.at(0, 3).z + 1.5f, sitter.shape.at(plan.eyes[1].x, 9).z + 3.5f);
  const float bridge = 3.4f;
  for (float out : {-1.f, 1.f}) {
    const float half = c.lensWidth * 0.82f;
    const float x = out * std::max(half + bridge, std::fabs(plan.eyes[1].x) + 0.5f);
    const LensPlace lens{x, 1.5f, z};
    addFrame(c, lens, parts);
    const Point3 hinge = onGlasses(lens, {out * half, -0.45f * c.lensHeight});
    const Point3 ear{out * (sitter.shape.halfWidth(-2) + 0.8f), 0, -6};
    addBar(hinge, ear, 0.6f * c.frameThickness, c.frameColour, parts);
    addBar(onGlasses(lens, {-out * half, -1}), {0, -0.5f, z + 1}, 0.7f * c.frameThickness,
           c.frameColour, parts);
  }
  for (float out : {-1.f, 1.f}) {
    const float half = c.lensWidth * 0.82f;
    const float x = out * std::max(half + bridge, std::fabs(plan.eyes[1].x) + 0.5f);
    addLens(c, {x, 1.5f, z}, parts);
  }
}

void addMask(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const FeaturePlan& plan = sitter.shape.plan();
  SurfaceMesh mask;
  mask.resize(33, 24);
  const float topY = plan.noseTipY - 9;
  const float bottomY = plan.chinY + 1;
  for (int row = 0; row < mask.rows; ++row) {
    const float t = static_cast<float>(row) / (mask.rows - 1);
    for (int k = 0; k < mask.columns; ++k) {
      const float s = 2.f * k / (mask.columns - 1) - 1;
      const float y = topY + (bottomY - topY) * t + 5 * s * s * (1 - t) - 12 * s * s * t;
      const float x = s * (sitter.shape.halfWidth(y) * 0.97f);
      const Point3 skin = sitter.shape.at(x, y);
      const float smoothZ = sitter.shape.frontDepth(y) *
                            std::pow(std::max(0.f, 1 - std::fabs(s) * std::fabs(s)), 0.45f);
      const float tent = 7 * (1 - s * s) * hill((t - 0.35f) * (t - 0.35f) * 2.4f);
      const float z = std::max(skin.z + 0.8f, smoothZ + tent);
      const float pleat = 0.93f + 0.07f * std::sin(t * 26);
      mask.set(mask.index(k, row), {x * 1.02f, y, z}, sitter.conditions.occluderColour * pleat,
               0.03f);
    }
  }
  parts.push_back(std::move(mask));
}

}  // namespace

void addHeadParts(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const PhotoConditions& c = sitter.conditions;
  for (float out : {-1.f, 1.f}) {
    if (earsCovered(c)) {
      addCurtain(sitter, out, parts);
    } else {
      addEar(sitter, out, parts);
    }
  }
  if (c.headWear == HeadWear::Cap) addPeak(sitter, parts);
  if (c.occluder == Occluder::Mask) addMask(sitter, parts);
  if (c.spectacles != Spectacles::None) addSpectacles(sitter, parts);
}

}  // namespace lafs::synthetic
