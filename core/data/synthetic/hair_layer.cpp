// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "core/data/synthetic/face_paint.h"
#include "core/data/synthetic/noise_tile.h"

namespace lafs::synthetic {

namespace {

constexpr float kDegrees = 57.29578f;

/// Height of the hair's lower edge at angles 0, 18, 34, 48, 58, 66, 75, 82, 98, 106, 116 degrees
/// from straight ahead. Hair covers what lies above it.
using Edge = std::array<float, 11>;
constexpr Edge kEdgeAngles = {0, 18, 34, 48, 58, 66, 75, 82, 98, 106, 117};

Edge edgeOf(HairStyle style, const FaceTraits& t) {
  const float h = t.hairline;
  const float back = 11 * t.hairlineRecession;
  const float temple = h + 2 - back;
  switch (style) {
    case HairStyle::Bald:
      return {-90, -90, -90, -90, -60, -26, -16, -8, -4, 40, 46};
    case HairStyle::Cropped:
      return {h, h - 0.3f * back, temple, -24, -12, 2, 5, -4, -4, 38, 42};
    case HairStyle::Short:
    case HairStyle::SidePart:
      return {h + 1, h + 1 - 0.2f * back, temple + 1, -22, -9, 6, 9, -2, -2, 40, 46};
    case HairStyle::Fringe:
      return {-15, -14.5f, -14, -15, -8, 8, 12, 4, 4, 46, 52};
    case HairStyle::Bob:
      return {h, h + 1, h + 7, -18, -2, 8, 12, 14, 14, 14, 14};
    case HairStyle::Long:
      return {h, h + 1, h + 8, -16, -1, 10, 14, 16, 16, 16, 16};
    case HairStyle::Curly:
      return {h + 2, h + 3, h + 5, -19, -4, 10, 16, 10, 12, 44, 50};
    case HairStyle::TiedBack:
      return {h - 1, h, h + 3, -22, -13, -3, -2, -8, -6, 34, 38};
  }
  return {};
}

float volumeOf(HairStyle style, float volume) {
  switch (style) {
    case HairStyle::Bald:
      return 0.8f;
    case HairStyle::Cropped:
      return 1.4f;
    case HairStyle::Short:
      return 0.9f * volume;
    case HairStyle::SidePart:
      return 1.15f * volume;
    case HairStyle::Fringe:
      return volume;
    case HairStyle::Bob:
      return 1.15f * volume;
    case HairStyle::Long:
      return volume;
    case HairStyle::Curly:
      return 1.9f * volume;
    case HairStyle::TiedBack:
      return 0.5f * volume;
  }
  return volume;
}

float edgeAt(const Edge& edge, float degrees) {
  int k = 0;
  while (k < 9 && degrees > kEdgeAngles[k + 1]) ++k;
  const float t = saturate((degrees - kEdgeAngles[k]) / (kEdgeAngles[k + 1] - kEdgeAngles[k]));
  return edge[k] + (edge[k + 1] - edge[k]) * t * t * (3 - 2 * t);
}

/// One layer over the head: where it ends, how thick it is, what it looks like.
struct Layer {
  std::vector<float> edge;  ///< per column
  float thickness = 0;
  float ragged = 0;  ///< how far strands cross the edge
  float softness = 1.2f;
};

Layer hairLayer(const Sitter& sitter, const HeadMesh& mesh) {
  const FaceTraits& t = sitter.traits;
  const HairStyle style = sitter.conditions.hairStyle;
  const Edge edge = edgeOf(style, t);
  Layer layer;
  layer.thickness = volumeOf(style, t.hairVolume);
  layer.ragged = style == HairStyle::Fringe  ? 2.6f
                 : style == HairStyle::Curly ? 4.f
                 : style == HairStyle::Short ? 2.f
                                             : 1.3f;
  layer.softness = style == HairStyle::Cropped || style == HairStyle::Bald ? 3.5f : 1.6f;
  for (float angle : mesh.columnAngle) {
    const float degrees = angle * kDegrees;
    float y = edgeAt(edge, std::fabs(degrees));
    if (style != HairStyle::Bald && style != HairStyle::Fringe) {
      y += 5 * t.widowsPeak * hill(degrees * degrees / 144);
    }
    const float across = degrees * t.partSide;  // positive: the side the hair is combed to
    if (style == HairStyle::SidePart) {
      y += 11 * hill((across - 26) * (across - 26) / 1600) -
           2 * hill((across + 24) * (across + 24) / 300);
    } else if (style == HairStyle::Long || style == HairStyle::Bob) {
      y -= 4 * hill((across + 6) * (across + 6) / 200);  // the parting shows skin
    }
    layer.edge.push_back(y);
  }
  return layer;
}

/// Moves a covered point outwards, less near the layer's edge.
void raise(const Layer& layer, int column, int row, float cover, float bump, HeadMesh& mesh) {
  SurfaceMesh& sheet = mesh.sheet;
  const std::size_t i = sheet.index(column, row);
  const float y = mesh.rowY[row];
  const float side = mesh.columnSide[column];
  const float front = mesh.columnFront[column];
  const float away = layer.edge[column] - y;
  const float full = layer.thickness * (0.25f + 0.75f * smoothStep(0, 11, away));
  const float out = cover * full * (1 + bump);
  const float up = saturate((HeadShape::kDomeStart + 6 - y) / 34);
  sheet.x[i] += out * side * (1 - 0.35f * up);
  sheet.z[i] += out * front * (1 - 0.35f * up);
  sheet.y[i] -= 1.15f * out * up;
}

void growHair(const Sitter& sitter, HeadMesh& mesh) {
  const FaceTraits& t = sitter.traits;
  const HairStyle style = sitter.conditions.hairStyle;
  const Layer layer = hairLayer(sitter, mesh);
  const NoiseTile& clouds = NoiseTile::clouds();
  const NoiseTile& grains = NoiseTile::grains();
  const float offset = static_cast<float>((t.textureKey >> 16) & 255);
  const bool curly = style == HairStyle::Curly;
  const float along = curly ? 4.2f : 0.55f;
  const float sweep = style == HairStyle::SidePart ? 2.2f * t.partSide
                      : style == HairStyle::Short  ? 0.7f * t.partSide
                                                   : 0.f;
  const float density = style == HairStyle::Bald ? 0.55f : style == HairStyle::Cropped ? 0.9f : 1.f;
  SurfaceMesh& sheet = mesh.sheet;
  for (int column = 0; column < sheet.columns; ++column) {
    const float u = offset + mesh.columnAngle[column] * (curly ? 150 : 190);
    for (int row = 0; row < sheet.rows; ++row) {
      const float y = mesh.rowY[row];
      if (y > layer.edge[column] + layer.ragged + layer.softness) continue;
      const float strand = clouds.nearest(u + sweep * y, offset + y * along);
      const float fine = grains.nearest(1.3f * u + 1.5f * sweep * y, y * 0.22f);
      const float inside = layer.edge[column] - y + layer.ragged * strand;
      const float cover = saturate(inside / layer.softness + 0.5f) * density;
      if (cover <= 0) continue;
      const std::size_t i = sheet.index(column, row);
      mesh.hair[i] = cover;
      const float shade = 0.86f + 0.42f * strand + 0.16f * fine;
      paintOver(sheet, i, t.hair * std::max(0.25f, shade), cover);
      const float shine = curly ? 0.05f : 0.22f + 0.22f * strand + 0.12f * fine;
      sheet.gloss[i] += (std::max(0.f, shine) - sheet.gloss[i]) * cover;
      raise(layer, column, row, cover, curly ? 0.24f * strand : 0.10f * strand, mesh);
    }
  }
}

void putOnHeadWear(const Sitter& sitter, HeadMesh& mesh) {
  const PhotoConditions& c = sitter.conditions;
  const NoiseTile& grains = NoiseTile::grains();
  static const Edge kCap = {-27, -27, -26, -24, -22, -20, -18, -17, -15, -13, -12};
  static const Edge kBeanie = {-22, -22, -21, -19, -17, -14, -11, -8, -4, 0, 2};
  static const Edge kScarf = {-32, -30, -25, -14, 6, 16, 16, 16, 16, 16, 16};
  const Edge& edge = c.headWear == HeadWear::Cap      ? kCap
                     : c.headWear == HeadWear::Beanie ? kBeanie
                                                      : kScarf;
  Layer layer;
  layer.thickness = c.headWear == HeadWear::Beanie ? 5.5f : 4.2f;
  layer.softness = 0.7f;
  for (float angle : mesh.columnAngle)
    layer.edge.push_back(edgeAt(edge, std::fabs(angle) * kDegrees));
  SurfaceMesh& sheet = mesh.sheet;
  for (int column = 0; column < sheet.columns; ++column) {
    for (int row = 0; row < sheet.rows; ++row) {
      const float y = mesh.rowY[row];
      const float away = layer.edge[column] - y;
      const float cover = saturate(away / layer.softness + 0.5f);
      if (cover <= 0) continue;
      const std::size_t i = sheet.index(column, row);
      const bool band = c.headWear == HeadWear::Beanie && away < 11;
      const float angle = mesh.columnAngle[column];
      float shade = 1 + 0.12f * grains.nearest(angle * 60, y * 1.5f);
      if (band) shade *= 0.82f + 0.14f * std::sin(angle * 70);
      if (c.headWear == HeadWear::Cap) shade *= 1 - 0.25f * hill(angle * angle * 900);
      paintOver(sheet, i, c.headWearColour * shade, cover);
      sheet.gloss[i] = 0.03f;
      mesh.hair[i] = std::max(mesh.hair[i], cover);
      raise(layer, column, row, cover, band ? 0.35f : 0.f, mesh);
    }
  }
}

}  // namespace

void dressHead(const Sitter& sitter, HeadMesh& mesh) {
  if (sitter.conditions.headWear != HeadWear::Scarf) growHair(sitter, mesh);
  if (sitter.conditions.headWear != HeadWear::None) putOnHeadWear(sitter, mesh);
}

}  // namespace lafs::synthetic
