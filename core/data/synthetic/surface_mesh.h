// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/data/synthetic/colour.h"
#include "core/data/synthetic/head_shape.h"

namespace lafs::synthetic {

/// A sheet of columns x rows points with colour: what the renderer lights and rasterises. Points
/// are first in the face frame, then (placeInView) in the view frame.
struct SurfaceMesh {
  int columns = 0;
  int rows = 0;
  std::vector<float> x, y, z;
  std::vector<float> red, green, blue;  ///< reflectance, then (light) radiance
  std::vector<float> gloss;
  float opacity = 1;
  bool twoSided = false;
  bool castsShadow = true;

  void resize(int newColumns, int newRows);
  std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * columns + column;
  }
  void set(std::size_t i, const Point3& p, const Colour& c, float shine);
};

/// The head's sheet: its columns run from ear to ear, its rows from crown to chin. Because the
/// features are defined in the frontal projection, every point knows its place there: `frontX`
/// per point, `rowY` per row. A column below `firstFront` or from `lastFront` on faces backwards.
struct HeadMesh {
  SurfaceMesh sheet;
  std::vector<float> frontX;
  std::vector<float> rowY, rowHalfWidth;
  std::vector<float> columnAngle, columnSide, columnFront;  ///< angle, superelliptic sine, cosine
  std::vector<float> hair;                                  ///< 0 skin … 1 covered by hair
  int firstFront = 0;
  int lastFront = 0;

  /// Calls visit(index, dx, dy) for the forward points within the box around (x, y), dx and dy
  /// being the distances in the frontal projection.
  template <typename Visit>
  void near(float x, float y, float radiusX, float radiusY, Visit&& visit) const;
};

/// Fills positions (face frame, without hair) of the head's sheet.
void buildHeadMesh(const HeadShape& shape, HeadMesh& mesh);

/// Range of columns of `mesh` whose frontal x lies within [low, high] in a row of that half width.
struct ColumnRange {
  int first, last;
};
ColumnRange columnsBetween(const HeadMesh& mesh, float halfWidth, float low, float high);

template <typename Visit>
void HeadMesh::near(float x, float y, float radiusX, float radiusY, Visit&& visit) const {
  for (int row = 0; row < sheet.rows; ++row) {
    const float dy = rowY[row] - y;
    if (dy < -radiusY || dy > radiusY) continue;
    const ColumnRange range = columnsBetween(*this, rowHalfWidth[row], x - radiusX, x + radiusX);
    for (int column = range.first; column < range.last; ++column) {
      const std::size_t i = sheet.index(column, row);
      visit(i, frontX[i] - x, dy);
    }
  }
}

}  // namespace lafs::synthetic
