// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/body_parts.h"

#include <algorithm>
#include <cmath>

#include "core/data/synthetic/noise_tile.h"

namespace lafs::synthetic {

namespace {

constexpr float kPi = 3.14159265f;

void addNeck(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const FaceTraits& t = sitter.traits;
  const bool wrapped = sitter.conditions.headWear == HeadWear::Scarf;
  SurfaceMesh neck;
  neck.resize(25, 22);
  const float width = 28.5f - 6 * t.femininity + 0.2f * (t.jawWidth - 33) + (wrapped ? 7 : 0);
  for (int row = 0; row < neck.rows; ++row) {
    const float y = 30 + 4.4f * row;
    const float flare = 9 * smoothStep(84, 120, y);
    for (int k = 0; k < neck.columns; ++k) {
      const float angle = (2.f * k / (neck.columns - 1) - 1) * 0.62f * kPi;
      const Point3 p{(width + flare) * std::sin(angle), y,
                     -14 + 0.95f * width * std::cos(angle) + 0.06f * (y - 60)};
      // The sinews beside the throat and the hollow under it.
      const float shade = 1 - 0.12f * hill((angle - 0.4f) * (angle - 0.4f) * 14) -
                          0.12f * hill((angle + 0.4f) * (angle + 0.4f) * 14);
      const Colour c = wrapped ? sitter.conditions.headWearColour : t.skin * (0.94f * shade);
      neck.set(neck.index(k, row), p, c, wrapped ? 0.02f : 0.08f);
    }
  }
  parts.push_back(std::move(neck));
}

void addShoulders(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const FaceTraits& t = sitter.traits;
  const PhotoConditions& c = sitter.conditions;
  const NoiseTile& grains = NoiseTile::grains();
  SurfaceMesh cloth;
  cloth.resize(49, 20);
  const float broad = 125 - 25 * t.femininity;
  const float neckline = 6 + 16 * saturate(0.3f + 0.5f * c.puff);  // from crew neck to open collar
  for (int row = 0; row < cloth.rows; ++row) {
    const float down = static_cast<float>(row) / (cloth.rows - 1);
    for (int k = 0; k < cloth.columns; ++k) {
      const float s = 2.f * k / (cloth.columns - 1) - 1;
      const float collar = neckline * hill(s * s * 12);
      const float y = 90 + 26 * s * s + collar + 80 * down;
      const float z =
          -16 + 34 * std::sin(0.5f * kPi * std::min(1.f, 1.6f * down + 0.35f)) * (1 - 0.6f * s * s);
      const float weave = 1 + 0.10f * grains.nearest(k * 3.7f, row * 5.1f);
      const float seam = row == 0 ? 0.8f : 1.f;
      cloth.set(cloth.index(k, row), {broad * s, y, z}, c.cloth * (weave * seam), 0.02f);
    }
  }
  parts.push_back(std::move(cloth));
}

void addBackHair(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const FaceTraits& t = sitter.traits;
  const HairStyle style = sitter.conditions.hairStyle;
  const bool shows = style == HairStyle::Long || style == HairStyle::Bob ||
                     (style == HairStyle::Curly && t.femininity > 0.5f);
  if (!shows || sitter.conditions.headWear == HeadWear::Scarf) return;
  const NoiseTile& clouds = NoiseTile::clouds();
  SurfaceMesh hair;
  hair.resize(45, 24);
  const float end = style == HairStyle::Long ? 150 : style == HairStyle::Bob ? 60 : 52;
  const float wide = sitter.shape.halfWidth(5) + (style == HairStyle::Curly ? 11 : 6);
  for (int row = 0; row < hair.rows; ++row) {
    const float down = static_cast<float>(row) / (hair.rows - 1);
    const float y = -20 + (end + 20) * down;
    const float width = wide * (1 + 0.10f * down - 0.25f * hill((1 - down) * (1 - down) * 20));
    for (int k = 0; k < hair.columns; ++k) {
      const float s = 2.f * k / (hair.columns - 1) - 1;
      const float strand = clouds.nearest(k * 7.3f, 2.5f * row);
      const Point3 p{width * s * (1 + 0.02f * strand), y + 2 * strand,
                     -20 + 12 * std::fabs(s) * std::fabs(s) * (1 - down)};
      hair.set(hair.index(k, row), p, t.hair * (0.7f + 0.4f * strand), 0.15f);
    }
  }
  parts.push_back(std::move(hair));
}

/// A finger or an arm: a half tube between two points of the view frame.
void addTube(Point2 from, Point2 to, float radius, float z, const Colour& colour, float gloss,
             std::vector<SurfaceMesh>& parts) {
  SurfaceMesh tube;
  tube.resize(22, 11);
  const float length = std::max(1e-3f, std::hypot(to.x - from.x, to.y - from.y));
  const Point2 along{(to.x - from.x) / length, (to.y - from.y) / length};
  for (int k = 0; k < tube.columns; ++k) {
    const float t = (length + 2 * radius) * k / (tube.columns - 1) - radius;
    const float before = std::max(0.f, -t);
    const float past = std::max(0.f, t - length);
    const float off = std::max(before, past) / radius;
    const float r = radius * std::sqrt(std::max(0.f, 1 - off * off));
    for (int row = 0; row < tube.rows; ++row) {
      const float angle = (static_cast<float>(row) / (tube.rows - 1) - 0.5f) * kPi;
      const float side = -r * std::sin(angle);
      const Point3 p{from.x + along.x * t + along.y * side, from.y + along.y * t - along.x * side,
                     z + r * std::cos(angle)};
      tube.set(tube.index(k, row), p, colour, gloss);
    }
  }
  tube.twoSided = true;
  parts.push_back(std::move(tube));
}

void addHand(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const PhotoConditions& c = sitter.conditions;
  const float side = c.occluderX < 0 ? -1.f : 1.f;
  const float size = c.occluderSize;
  const float lean = side * (0.5f + 0.4f * c.occluderAngle);
  const Point2 palm{side * 46, c.occluderY + 34};
  const Point2 along{-std::sin(lean), -std::cos(lean)};
  const Colour skin = sitter.traits.skin * 0.95f;
  for (int finger = 0; finger < 4; ++finger) {
    const float spread = (finger - 1.5f) * 7.6f * size;
    const Point2 root{palm.x + along.y * -spread, palm.y + along.x * spread};
    const float length = (finger == 0 ? 24 : finger == 3 ? 20 : 29) * size;
    addTube(root, {root.x + along.x * length, root.y + along.y * length}, 4.4f * size,
            54 + 1.5f * finger, skin, 0.1f, parts);
  }
  addTube(palm, {palm.x - along.x * 40, palm.y - along.y * 40}, 17 * size, 46, skin, 0.1f, parts);
}

}  // namespace

void addBodyParts(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  addBackHair(sitter, parts);
  addNeck(sitter, parts);
  addShoulders(sitter, parts);
}

void addOccluder(const Sitter& sitter, std::vector<SurfaceMesh>& parts) {
  const PhotoConditions& c = sitter.conditions;
  if (c.occluder == Occluder::Hand) addHand(sitter, parts);
  if (c.occluder != Occluder::Object) return;
  const Point2 at{1.3f * c.occluderX, 70 + 0.3f * c.occluderY};  // a cup, a microphone, a phone
  const float reach = 60 * c.occluderSize;
  addTube(at, {at.x + reach * std::sin(c.occluderAngle), at.y + reach * std::cos(c.occluderAngle)},
          11 * c.occluderSize, 60, c.occluderColour, 0.3f, parts);
}

}  // namespace lafs::synthetic
