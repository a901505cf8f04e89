// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/surface_mesh.h"

#include <algorithm>
#include <cmath>

namespace lafs::synthetic {

namespace {

constexpr float kPi = 3.14159265f;
constexpr int kColumns = 145;
constexpr float kSweep = 116 * kPi / 180;  ///< the sheet ends behind the ears
constexpr int kDomeRows = 28;
constexpr int kFaceRows = 108;
constexpr int kChinRows = 20;
constexpr float kDomeStart = HeadShape::kDomeStart;

void layColumns(float exponent, HeadMesh& mesh) {
  mesh.columnAngle.resize(kColumns);
  mesh.columnSide.resize(kColumns);
  mesh.columnFront.resize(kColumns);
  const float power = 2 / exponent;
  for (int i = 0; i < kColumns; ++i) {
    const float s = 2.f * i / (kColumns - 1) - 1;
    const float angle = kSweep * (0.66f * s + 0.34f * s * s * s);  // denser in front
    mesh.columnAngle[i] = angle;
    const float sine = std::sin(angle);
    const float cosine = std::cos(angle);
    mesh.columnSide[i] = std::copysign(std::pow(std::fabs(sine), power), sine);
    mesh.columnFront[i] = std::copysign(std::pow(std::fabs(cosine), power), cosine);
  }
  mesh.firstFront = 0;
  while (mesh.columnFront[mesh.firstFront] <= 0) ++mesh.firstFront;
  mesh.lastFront = kColumns - mesh.firstFront;
}

void layRows(const HeadShape& shape, HeadMesh& mesh) {
  mesh.rowY.clear();
  const float jaw = shape.bottom() - 14;
  for (int i = 0; i < kDomeRows; ++i) {  // by angle, so that the crown is as dense as the brow
    const float a = 0.5f * kPi * (i + 0.5f) / kDomeRows;
    mesh.rowY.push_back(kDomeStart - (kDomeStart - shape.top()) * std::cos(a));
  }
  for (int i = 0; i < kFaceRows; ++i) {
    mesh.rowY.push_back(kDomeStart + (jaw - kDomeStart) * i / kFaceRows);
  }
  for (int i = 0; i < kChinRows; ++i) {
    const float a = 0.5f * kPi * i / (kChinRows - 1);
    mesh.rowY.push_back(jaw + (shape.bottom() - jaw) * std::sin(a) * 0.9995f);
  }
}

void addRelief(const Relief& relief, HeadMesh& mesh) {
  const float reachY = relief.radiusY;
  for (int row = 0; row < mesh.sheet.rows; ++row) {
    const float dy = (mesh.rowY[row] - relief.y) / reachY;
    const float rest = 1 - dy * dy;
    if (rest <= 0) continue;
    const float reachX = relief.radiusX * std::sqrt(rest);
    const ColumnRange range =
        columnsBetween(mesh, mesh.rowHalfWidth[row], relief.x - reachX, relief.x + reachX);
    const std::size_t start = mesh.sheet.index(0, row);
    const float* frontX = mesh.frontX.data() + start;
    const float* front = mesh.columnFront.data();
    float* z = mesh.sheet.z.data() + start;
    const float scale = 1 / relief.radiusX;
    for (int i = range.first; i < range.last; ++i) {
      const float dx = (frontX[i] - relief.x) * scale;
      const float t = std::max(0.f, rest - dx * dx);
      z[i] += std::min(1.f, 2.5f * front[i]) * relief.height * t * t * t;
    }
  }
}

}  // namespace

void SurfaceMesh::resize(int newColumns, int newRows) {
  columns = newColumns;
  rows = newRows;
  const std::size_t count = static_cast<std::size_t>(columns) * rows;
  for (auto* field : {&x, &y, &z, &red, &green, &blue, &gloss}) field->resize(count);
}

void SurfaceMesh::set(std::size_t i, const Point3& p, const Colour& c, float shine) {
  x[i] = p.x;
  y[i] = p.y;
  z[i] = p.z;
  red[i] = c.red;
  green[i] = c.green;
  blue[i] = c.blue;
  gloss[i] = shine;
}

ColumnRange columnsBetween(const HeadMesh& mesh, float halfWidth, float low, float high) {
  if (halfWidth <= 0) return {0, 0};
  const auto begin = mesh.columnSide.begin() + mesh.firstFront;
  const auto end = mesh.columnSide.begin() + mesh.lastFront;
  const auto first = std::lower_bound(begin, end, low / halfWidth);
  const auto last = std::upper_bound(first, end, high / halfWidth);
  return {static_cast<int>(first - mesh.columnSide.begin()),
          static_cast<int>(last - mesh.columnSide.begin())};
}

void buildHeadMesh(const HeadShape& shape, HeadMesh& mesh) {
  layColumns(shape.exponent(), mesh);
  layRows(shape, mesh);
  const int rows = static_cast<int>(mesh.rowY.size());
  mesh.sheet.resize(kColumns, rows);
  mesh.frontX.resize(mesh.sheet.x.size());
  mesh.hair.assign(mesh.sheet.x.size(), 0.f);
  mesh.rowHalfWidth.resize(rows);
  for (int row = 0; row < rows; ++row) {
    const float y = mesh.rowY[row];
    const float width = shape.halfWidth(y);
    const float front = shape.frontDepth(y);
    const float back = shape.backDepth(y);
    mesh.rowHalfWidth[row] = width;
    for (int column = 0; column < kColumns; ++column) {
      const std::size_t i = mesh.sheet.index(column, row);
      const float facing = mesh.columnFront[column];
      mesh.frontX[i] = width * mesh.columnSide[column];
      mesh.sheet.x[i] = mesh.frontX[i];
      mesh.sheet.y[i] = y;
      mesh.sheet.z[i] = facing * (facing > 0 ? front : back);
    }
  }
  for (const Relief& relief : shape.reliefs()) addRelief(relief, mesh);
}

}  // namespace lafs::synthetic
