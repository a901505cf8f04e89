// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/data/synthetic/face_paint.h"
#include "core/data/synthetic/noise_tile.h"

namespace lafs::synthetic {

namespace {

constexpr float kEdge = 0.75f;  ///< width of a soft edge, face units

/// Coverage of a half-plane whose edge lies `distance` away; positive = inside.
float cover(float distance) {
  return saturate(distance / kEdge + 0.5f);
}

void paintEyeball(const FaceTraits& t, const FeaturePlan::Eye& eye, std::size_t i, float dx,
                  float dy, float lidShade, HeadMesh& mesh, float inside) {
  const float side = dx * eye.outward / eye.halfWidth;
  Colour white{0.74f, 0.70f, 0.67f};
  white = blend(white, {0.62f, 0.33f, 0.28f}, smoothStep(-0.72f, -1.0f, side));
  const float gx = dx - eye.gazeX;
  const float gy = dy - eye.gazeY + 0.35f;
  const float r = std::sqrt(gx * gx + gy * gy);
  const float ring = smoothStep(0.62f, 1.0f, r / t.irisRadius);
  const float glow = 1 + 0.45f * saturate(gy / t.irisRadius);  // light gathers opposite the lamp
  const Colour iris = blend(t.iris * glow, t.iris * 0.25f, ring);
  Colour c = blend(white, iris, cover(t.irisRadius - r));
  c = blend(c, {0.006f, 0.006f, 0.006f}, cover(0.42f * t.irisRadius - r));
  paintOver(mesh.sheet, i, c * lidShade, inside);
  mesh.sheet.gloss[i] += (0.05f - mesh.sheet.gloss[i]) * inside;
}

void paintEye(const Sitter& sitter, const FeaturePlan::Eye& eye, HeadMesh& mesh) {
  const FaceTraits& t = sitter.traits;
  const FeaturePlan& plan = sitter.shape.plan();
  const float lash = t.lashes + 0.5f * sitter.conditions.makeup;
  const float lineWidth = 0.55f + 0.55f * lash;
  const Colour lashColour = blend(t.hair * 0.3f, {0.01f, 0.008f, 0.008f}, 0.7f);
  const float glintX = eye.gazeX + 1.3f * sitter.conditions.lightX;
  const float glintY = eye.gazeY - 0.35f + 1.3f * std::min(0.2f, sitter.conditions.lightY);
  mesh.near(eye.x, eye.y, eye.halfWidth + 3, 11, [&](std::size_t i, float dx, float dy) {
    const float reach = 1 - std::fabs(dx) / eye.halfWidth;
    const float x = eye.x + dx;
    const float clamped = std::min(eye.x + eye.halfWidth, std::max(eye.x - eye.halfWidth, x));
    const float above = eye.y + dy - plan.upperLid(eye, clamped);  // positive: below the upper lid
    const float below = plan.lowerLid(eye, clamped) - (eye.y + dy);
    const float ends = saturate(reach * eye.halfWidth / kEdge + 0.5f);
    const float inside = cover(above) * cover(below) * ends;
    if (inside > 0) {
      const float shade = 0.55f + 0.45f * saturate(above / 2.2f);
      paintEyeball(t, eye, i, dx, dy, shade, mesh, inside);
      const float hx = dx - glintX;
      const float hy = dy - glintY;
      const float glint = inside * hill((hx * hx + hy * hy) / 1.5f);
      paintOver(mesh.sheet, i, {2.2f, 2.2f, 2.2f}, 0.75f * glint);
    }
    const float outer = 0.6f + 0.5f * saturate(0.5f + 0.5f * dx * eye.outward / eye.halfWidth);
    const float softEnds = saturate(reach * 3 + 0.55f);
    const float upper = saturate((lineWidth * outer - std::fabs(above + 0.2f)) / 0.7f + 0.35f);
    paintOver(mesh.sheet, i, lashColour, saturate(upper * softEnds * (0.55f + 0.45f * lash)));
    const float lower = saturate((0.35f - std::fabs(below + 0.1f)) / 0.8f + 0.4f);
    paintOver(mesh.sheet, i, lashColour, lower * softEnds * 0.40f * lash);
    const float creaseLine = above + t.lidCrease + 0.9f * eye.upper * (1 - eye.openness);
    if (t.lidCrease > 0) {
      const float k = saturate(1 - std::fabs(creaseLine) / 1.0f) * softEnds;
      darken(mesh.sheet, i, 0.34f * k);
    } else {  // a single lid: soft shade instead of a fold
      darken(mesh.sheet, i, 0.12f * saturate(1 - std::fabs(above + 1.5f) / 2.f) * softEnds);
    }
  });
}

void paintBrow(const Sitter& sitter, const FeaturePlan::Brow& brow, HeadMesh& mesh) {
  const FaceTraits& t = sitter.traits;
  const FeaturePlan& plan = sitter.shape.plan();
  const NoiseTile& grains = NoiseTile::grains();
  const Colour colour = blend(t.hair * 0.6f, {0.02f, 0.015f, 0.012f}, 0.3f);
  const float centre = 0.5f * (brow.innerX + brow.outerX);
  const float half = 0.5f * std::fabs(brow.outerX - brow.innerX);
  mesh.near(centre, brow.y, half + 2, 9, [&](std::size_t i, float dx, float dy) {
    const float x = centre + dx;
    const float along = (x - brow.innerX) / (brow.outerX - brow.innerX);
    if (along < -0.08f || along > 1.06f) return;
    const float taper = smoothStep(-0.08f, 0.16f, along) * (1 - 0.72f * smoothStep(0.5f, 1, along));
    const float thickness = brow.thickness * (0.35f + 0.65f * taper);
    // Hairs lie slanted: read the grains along that direction.
    const float strand =
        grains.nearest(1.9f * (x * brow.outward + 0.8f * dy), 0.55f * (dy - 0.5f * x));
    const float offset = std::fabs(brow.y + dy - plan.browLine(brow, x)) + 0.25f * strand;
    const float ends = smoothStep(-0.08f, 0.06f, along) * smoothStep(1.06f, 0.9f, along);
    const float k = saturate((thickness - offset) / 1.1f + 0.4f) * ends * t.browDensity *
                    (0.86f + 0.25f * strand);
    paintOver(mesh.sheet, i, colour, saturate(k));
    mesh.sheet.gloss[i] *= 1 - 0.8f * saturate(k);
  });
}

Colour lipColourOf(const Sitter& sitter) {
  const FaceTraits& t = sitter.traits;
  const Colour natural{t.skin.red * 0.86f, t.skin.green * (0.74f - 0.34f * t.lipRedness),
                       t.skin.blue * (0.80f - 0.30f * t.lipRedness)};
  return blend(natural, sitter.conditions.lipColour, 0.75f * sitter.conditions.makeup);
}

/// What shows between open lips: teeth above, then the dark of the mouth, a tongue below.
Colour insideMouth(float depth, float gap, float smile) {
  const float teeth = saturate((2.6f + 0.6f * smile - depth) / 0.7f + 0.5f);
  const Colour dark{0.045f, 0.012f, 0.012f};
  const Colour tongue{0.32f, 0.10f, 0.09f};
  Colour c = blend(dark, tongue, smoothStep(0.55f * gap, gap, depth) * saturate(gap / 5));
  return blend(c, {0.52f, 0.47f, 0.40f}, teeth * 0.92f);
}

void paintMouth(const Sitter& sitter, HeadMesh& mesh) {
  const FeaturePlan& plan = sitter.shape.plan();
  const float half = plan.mouthHalfWidth;
  const Colour lip = lipColourOf(sitter);
  const float shine = 0.2f + 0.35f * sitter.conditions.makeup;
  const float bow = sitter.traits.cupidBow;
  const float smile = std::max(0.f, sitter.conditions.smile);
  mesh.near(plan.mouthX, plan.mouthY, half + 3, 16, [&](std::size_t i, float dx, float dy) {
    const float t = dx / half;
    const float bounded = std::min(1.f, std::fabs(t));
    const float line = plan.mouthLine(plan.mouthX + std::min(half, std::max(-half, dx)));
    const float y = plan.mouthY + dy;
    const float gapTop = line - plan.gapUpper * (1 - bounded * bounded);
    const float gapBottom = line + plan.gapLower * (1 - bounded * bounded);
    const float dip =
        1 - bow * hill(t * t * 30) + 0.12f * hill((bounded - 0.25f) * 5 * (bounded - 0.25f) * 5);
    const float upperEdge = gapTop - plan.upperLip * dip * (1 - std::pow(bounded, 1.7f));
    const float lowerEdge = gapBottom + plan.lowerLip * (1 - bounded * bounded * bounded);
    const float ends = saturate((half - std::fabs(dx)) / 1.0f + 0.3f);
    const float lips = cover(y - upperEdge) * cover(lowerEdge - y) * ends;
    if (lips > 0) {
      const bool upper = y < 0.5f * (gapTop + gapBottom);
      const float fade = upper ? 0.84f : 1.06f - 0.12f * saturate((y - gapBottom) / plan.lowerLip);
      paintOver(mesh.sheet, i, lip * fade, 0.92f * lips);
      mesh.sheet.gloss[i] += (shine - mesh.sheet.gloss[i]) * lips;
    }
    const float gap = gapBottom - gapTop;
    const float open = cover(y - gapTop) * cover(gapBottom - y) * ends * saturate(gap);
    if (open > 0) {
      const Colour c = insideMouth(y - gapTop, gap, smile);
      paintOver(mesh.sheet, i, c, open);
      mesh.sheet.gloss[i] *= 1 - 0.8f * open;
      mesh.sheet.z[i] -= 2.0f * open * saturate(gap / 3);
    }
    const float seam = saturate(1 - std::fabs(y - line) / 0.9f) * saturate(1 - gap / 1.5f);
    darken(mesh.sheet, i, 0.62f * seam * saturate((half + 1 - std::fabs(dx)) / 1.5f));
    const float cornerX = std::fabs(dx) - half - 0.2f;
    const float corner = hill((cornerX * cornerX + (y - line) * (y - line)) / 5);
    darken(mesh.sheet, i, 0.32f * corner);
  });
}

void paintNostrils(const FeaturePlan& plan, HeadMesh& mesh) {
  for (float out : {-1.f, 1.f}) {
    const float x = plan.noseTipX + out * plan.noseWidth * 0.50f;
    const float y = plan.noseTipY + 4.9f;
    mesh.near(x, y, 4, 3, [&](std::size_t i, float dx, float dy) {
      const float tilted = dy + 0.28f * dx * out;
      const float r = (dx * dx) / 5.5f + (tilted * tilted) / 1.5f;
      darken(mesh.sheet, i, 0.7f * saturate((1 - r) * 1.3f));
    });
    const float wing = plan.noseTipX + out * (plan.noseWidth + 0.6f);
    mesh.near(wing, plan.noseTipY + 2.5f, 2.2f, 5, [&](std::size_t i, float dx, float dy) {
      darken(mesh.sheet, i, 0.24f * hill(dx * dx / 4.4f + dy * dy / 22));
    });
  }
}

}  // namespace

void paintFeatures(const Sitter& sitter, HeadMesh& mesh) {
  const FeaturePlan& plan = sitter.shape.plan();
  paintNostrils(plan, mesh);
  for (const FeaturePlan::Eye& eye : plan.eyes) paintEye(sitter, eye, mesh);
  for (const FeaturePlan::Brow& brow : plan.brows) paintBrow(sitter, brow, mesh);
  paintMouth(sitter, mesh);
}

}  // namespace lafs::synthetic
