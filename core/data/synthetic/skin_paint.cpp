// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/data/synthetic/face_paint.h"
#include "core/data/synthetic/noise_tile.h"

namespace lafs::synthetic {

namespace {

constexpr float kSkinGloss = 0.16f;

struct NoiseOffset {
  float u, v;
};

NoiseOffset offsetOf(std::uint64_t key) {
  return {static_cast<float>(key & 255), static_cast<float>((key >> 8) & 255)};
}

void layBaseTone(const FaceTraits& t, HeadMesh& mesh) {
  SurfaceMesh& sheet = mesh.sheet;
  const NoiseTile& clouds = NoiseTile::clouds();
  const NoiseOffset at = offsetOf(t.textureKey);
  const float blotch = 0.05f + 0.11f * t.blotchiness;
  for (int row = 0; row < sheet.rows; ++row) {
    const float v = at.v + mesh.rowY[row] * 1.9f;
    for (int column = 0; column < sheet.columns; ++column) {
      const std::size_t i = sheet.index(column, row);
      const float u = at.u + mesh.columnAngle[column] * 75;
      const float n = clouds.nearest(u, v);
      const float fine = clouds.nearest(3 * u, 3 * v);
      const float tone = 1 + 0.6f * blotch * n + 0.03f * fine;
      sheet.red[i] = t.skin.red * (tone + 0.2f * blotch * n);
      sheet.green[i] = t.skin.green * (tone - 0.5f * blotch * n);
      sheet.blue[i] = t.skin.blue * (tone - 0.5f * blotch * n);
      sheet.gloss[i] = kSkinGloss * (1 + 0.5f * fine);
    }
  }
}

void tint(HeadMesh& mesh, float x, float y, float rx, float ry, const Colour& factor) {
  mesh.near(x, y, rx, ry, [&](std::size_t i, float dx, float dy) {
    const float k = hill((dx * dx) / (rx * rx) + (dy * dy) / (ry * ry));
    mesh.sheet.red[i] *= 1 + (factor.red - 1) * k;
    mesh.sheet.green[i] *= 1 + (factor.green - 1) * k;
    mesh.sheet.blue[i] *= 1 + (factor.blue - 1) * k;
  });
}

void layZones(const Sitter& sitter, HeadMesh& mesh) {
  const FaceTraits& t = sitter.traits;
  const FeaturePlan& plan = sitter.shape.plan();
  const float red = t.ruddiness + 0.5f * sitter.conditions.makeup;
  const Colour flush{1.02f, 1 - 0.26f * red, 1 - 0.22f * red};
  for (float out : {-1.f, 1.f}) {
    tint(mesh, out * 22, 20, 17, 15, flush);
    const FeaturePlan::Eye& eye = plan.eyes[out < 0 ? 0 : 1];
    const float dark = 0.34f * t.eyeCircles;
    tint(mesh, eye.x - out, eye.y + 5.5f, 12, 7, {1 - 0.8f * dark, 1 - dark, 1 - 0.75f * dark});
    tint(mesh, eye.x - out * 7, eye.y - 1, 8, 8, {0.90f, 0.86f, 0.86f});
    tint(mesh, eye.x, eye.y - 4, 12, 6, {0.94f, 0.90f, 0.90f});
    if (sitter.conditions.makeup > 0) {
      const float paint = 0.5f * sitter.conditions.makeup;
      tint(mesh, eye.x, eye.y - 3.5f, 12, 6, {1 - paint, 1 - 1.25f * paint, 1 - 1.05f * paint});
    }
    tint(mesh, out * plan.noseWidth * 1.2f, plan.noseTipY + 3, 5, 6, {0.93f, 0.86f, 0.86f});
  }
  tint(mesh, plan.noseTipX, plan.noseTipY, 10, 9, {1.02f, 1 - 0.24f * red, 1 - 0.2f * red});
  tint(mesh, 0, plan.chinY - 6, 15, 9, {1, 1 - 0.08f * red, 1 - 0.06f * red});
  tint(mesh, plan.mouthX, plan.mouthY + plan.gapLower + plan.lowerLip + 3, 11, 4,
       {0.90f, 0.86f, 0.86f});
}

void laySpots(const FaceTraits& t, HeadMesh& mesh) {
  for (const SkinSpot& spot : t.spots) {
    const float r = spot.radius + 0.45f;
    mesh.near(spot.x, spot.y, r, r, [&](std::size_t i, float dx, float dy) {
      const float k = spot.strength * saturate((r - std::sqrt(dx * dx + dy * dy)) / 0.9f);
      mesh.sheet.red[i] *= 1 - 0.55f * k;
      mesh.sheet.green[i] *= 1 - 0.8f * k;
      mesh.sheet.blue[i] *= 1 - 0.9f * k;
    });
  }
}

/// A fold of the skin along a bent line: dark in the fold, light beside it.
void crease(HeadMesh& mesh, Point2 from, Point2 bend, Point2 to, float width, float strength) {
  if (strength < 0.02f) return;
  constexpr int kPieces = 9;
  for (int k = 0; k < kPieces; ++k) {
    const float t = (k + 0.5f) / kPieces;
    const float a = (1 - t) * (1 - t);
    const float b = 2 * t * (1 - t);
    const float c = t * t;
    const Point2 p{a * from.x + b * bend.x + c * to.x, a * from.y + b * bend.y + c * to.y};
    const float fade = std::min(1.f, 4 * std::min(t, 1 - t) + 0.2f) * strength;
    const float length = std::hypot(to.x - from.x, to.y - from.y) / kPieces * 1.3f + 0.6f;
    const Point2 slope{2 * ((1 - t) * (bend.x - from.x) + t * (to.x - bend.x)),
                       2 * ((1 - t) * (bend.y - from.y) + t * (to.y - bend.y))};
    const float norm = 1 / std::max(1e-3f, std::hypot(slope.x, slope.y));
    const float reach = std::max(length, 2.2f * width);
    mesh.near(p.x, p.y, reach, reach, [&](std::size_t i, float dx, float dy) {
      const float along = (dx * slope.x + dy * slope.y) * norm / length;
      const float across = (dx * slope.y - dy * slope.x) * norm / width;
      const float k1 = hill(along * along);
      const float dark = hill(across * across) - 0.35f * hill((across - 1.2f) * (across - 1.2f));
      darken(mesh.sheet, i, 0.5f * fade * k1 * dark);
    });
  }
}

void layWrinkles(const Sitter& sitter, HeadMesh& mesh) {
  const FaceTraits& t = sitter.traits;
  const PhotoConditions& c = sitter.conditions;
  const FeaturePlan& plan = sitter.shape.plan();
  const float old = smoothStep(30, 85, t.age) * (0.5f + 0.8f * t.wrinkleTendency);
  const float smile = std::max(0.f, c.smile);
  for (float out : {-1.f, 1.f}) {
    const float cornerX = out * (plan.mouthHalfWidth + 4.5f);
    const float fold = 0.06f + 0.36f * old + 0.3f * smile;
    crease(mesh, {out * (plan.noseWidth + 1.5f), plan.noseTipY - 1},
           {out * (plan.noseWidth + 8), plan.noseTipY + 8}, {cornerX, plan.mouthY + 2}, 1.6f, fold);
    crease(mesh, {cornerX - out * 1.5f, plan.mouthY + 3}, {cornerX, plan.mouthY + 8},
           {cornerX - out * 1, plan.mouthY + 15}, 1.5f, 0.42f * old);
    const FeaturePlan::Eye& eye = plan.eyes[out < 0 ? 0 : 1];
    const float edge = eye.x + out * (eye.halfWidth + 1.5f);
    for (int k = -1; k <= 1; ++k) {
      crease(mesh, {edge, eye.y + 1.2f * k}, {edge + out * 4, eye.y + 2.2f * k},
             {edge + out * 8, eye.y + 4.f * k + 1}, 0.9f, 0.5f * old + 0.3f * smile * old);
    }
    crease(mesh, {eye.x - out * 7, eye.y + 4}, {eye.x, eye.y + 9}, {eye.x + out * 8, eye.y + 5},
           1.2f, 0.1f + 0.4f * old);
    crease(mesh, {out * 3, plan.brows[0].y + 4}, {out * 2.6f, plan.brows[0].y},
           {out * 3.2f, plan.brows[0].y - 4}, 1.0f, 0.25f * old + 0.4f * c.browFurrow);
  }
  const float lift = std::max(0.f, c.browRaise);
  for (int k = 0; k < 4; ++k) {
    const float y = -18.5f - 4.6f * k;
    crease(mesh, {-21.f + 2 * k, y - 1}, {0, y + 2.5f - 0.8f * k}, {21.f - k, y - 1}, 0.9f,
           (0.42f * old + 0.25f * lift) * (1 - 0.13f * k));
  }
}

}  // namespace

void paintSkin(const Sitter& sitter, HeadMesh& mesh) {
  layBaseTone(sitter.traits, mesh);
  layZones(sitter, mesh);
  laySpots(sitter.traits, mesh);
  layWrinkles(sitter, mesh);
}

void growBeard(const Sitter& sitter, HeadMesh& mesh) {
  const BeardStyle style = sitter.conditions.beard;
  if (style == BeardStyle::None) return;
  const FeaturePlan& plan = sitter.shape.plan();
  const FaceTraits& t = sitter.traits;
  const Colour colour = blend(t.hair, {0.03f, 0.025f, 0.02f}, 0.35f);
  const NoiseTile& grains = NoiseTile::grains();
  const bool stubble = style == BeardStyle::Stubble;
  const float bottomLip = plan.mouthY + plan.gapLower + plan.lowerLip;
  SurfaceMesh& sheet = mesh.sheet;
  for (int row = 0; row < sheet.rows; ++row) {
    const float y = mesh.rowY[row];
    if (y < 4) continue;
    for (int column = 0; column < sheet.columns; ++column) {
      const std::size_t i = sheet.index(column, row);
      const float x = std::fabs(mesh.frontX[i] - plan.mouthX);
      const float grain = grains.nearest(mesh.columnAngle[column] * 90, y * 1.3f);
      const float ragged = y + 1.2f * grain;
      const float lipDistance = (x * x) / (plan.mouthHalfWidth * plan.mouthHalfWidth);
      const float upperEdge = plan.mouthY - plan.gapUpper - 0.9f * plan.upperLip;
      float cover = smoothStep(plan.noseTipY + 6.5f, plan.noseTipY + 9, ragged) *
                    smoothStep(upperEdge + 1.5f, upperEdge, y) *
                    smoothStep(plan.mouthHalfWidth + 6, plan.mouthHalfWidth + 1, x + grain);
      const float chin = smoothStep(bottomLip + 1, bottomLip + 4, ragged) *
                         smoothStep(17, 12.5f, x + 1.5f * grain);
      const float beside = smoothStep(plan.mouthHalfWidth - 1, plan.mouthHalfWidth + 2.5f, x) *
                           smoothStep(plan.noseTipY + 7, plan.noseTipY + 12, ragged) *
                           smoothStep(plan.mouthHalfWidth + 8, plan.mouthHalfWidth + 4.5f, x);
      // The cheek's edge runs from the corner of the mouth up to the sideburn.
      const float cheekEdge = plan.noseTipY + 13 - 0.95f * std::max(0.f, x - 19);
      const float cheek = smoothStep(cheekEdge - 1.5f, cheekEdge + 3, ragged) *
                          smoothStep(0.9f, 1.5f, lipDistance + (y > bottomLip + 2 ? 1.f : 0.f));
      if (style != BeardStyle::Moustache) cover = std::max({cover, chin, beside * 0.9f});
      if (style == BeardStyle::Full || stubble) cover = std::max(cover, cheek);
      const float density = stubble ? 0.30f + 0.14f * grain : 0.86f + 0.12f * grain;
      cover = saturate(cover * density);
      paintOver(sheet, i, colour * (1 + 0.35f * grain), cover);
      sheet.gloss[i] *= 1 - 0.7f * cover;
      if (!stubble) sheet.z[i] += cover * (1.5f + 0.7f * grain) * mesh.columnFront[column];
    }
  }
}

}  // namespace lafs::synthetic
