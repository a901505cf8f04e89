// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/lighting.h"

#include <algorithm>
#include <cmath>

namespace lafs::synthetic {

namespace {

constexpr float kFar = -1e6f;
constexpr float kBias = 3.2f;      ///< keeps a surface from shading itself
constexpr float kSoftness = 5.5f;  ///< depth over which a shadow sets in

Point3 normalised(Point3 v) {
  const float n = 1 / std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z + 1e-12f);
  return {v.x * n, v.y * n, v.z * n};
}

Point3 crossed(const Point3& a, const Point3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// Unit normals of one row, from the neighbours on the sheet.
void rowNormals(const SurfaceMesh& s, int row, std::vector<float>& nx, std::vector<float>& ny,
                std::vector<float>& nz) {
  const int up = std::max(0, row - 1);
  const int low = std::min(s.rows - 1, row + 1);
  const std::size_t above = s.index(0, up);
  const std::size_t below = s.index(0, low);
  const std::size_t here = s.index(0, row);
  for (int k = 0; k < s.columns; ++k) {
    const int a = k > 0 ? k - 1 : 0;
    const int b = k + 1 < s.columns ? k + 1 : s.columns - 1;
    const float ux = s.x[here + b] - s.x[here + a];
    const float uy = s.y[here + b] - s.y[here + a];
    const float uz = s.z[here + b] - s.z[here + a];
    const float vx = s.x[below + k] - s.x[above + k];
    const float vy = s.y[below + k] - s.y[above + k];
    const float vz = s.z[below + k] - s.z[above + k];
    const float x = uy * vz - uz * vy;
    const float y = uz * vx - ux * vz;
    const float z = ux * vy - uy * vx;
    const float n = 1 / std::sqrt(x * x + y * y + z * z + 1e-12f);
    nx[k] = x * n;
    ny[k] = y * n;
    nz[k] = z * n;
  }
}

}  // namespace

ShadowMap::ShadowMap(const PhotoConditions& c)
    : light_{c.lightX, c.lightY, c.lightZ}, nearest_(kSide * kSide, kFar) {
  right_ = normalised(crossed({0, 1, 0.02f}, light_));
  down_ = crossed(light_, right_);
}

void ShadowMap::add(const SurfaceMesh& s) {
  if (!s.castsShadow) return;
  const std::size_t count = s.x.size();
  const float scale = kSide / (2 * kReach);
  for (std::size_t i = 0; i < count; ++i) {
    const float x = s.x[i], y = s.y[i] - 22, z = s.z[i];
    const float u = (right_.x * x + right_.y * y + right_.z * z + kReach) * scale;
    const float v = (down_.x * x + down_.y * y + down_.z * z + kReach) * scale;
    if (u < 0 || v < 0 || u >= kSide || v >= kSide) continue;
    float& slot = nearest_[static_cast<int>(v) * kSide + static_cast<int>(u)];
    slot = std::max(slot, light_.x * x + light_.y * y + light_.z * z);
  }
}

float ShadowMap::lightAt(float x, float y, float z) const {
  y -= 22;
  const float scale = kSide / (2 * kReach);
  const float u = (right_.x * x + right_.y * y + right_.z * z + kReach) * scale - 0.5f;
  const float v = (down_.x * x + down_.y * y + down_.z * z + kReach) * scale - 0.5f;
  if (!(u >= 0 && v >= 0 && u < kSide - 1 && v < kSide - 1)) return 1;
  const float depth = light_.x * x + light_.y * y + light_.z * z + kBias;
  const int iu = static_cast<int>(u);
  const int iv = static_cast<int>(v);
  const float fu = u - iu;
  const float fv = v - iv;
  const float* cell = nearest_.data() + iv * kSide + iu;
  const auto lit = [&](float blocker) {
    return 1 - std::min(1.f, std::max(0.f, (blocker - depth) / kSoftness));
  };
  return (lit(cell[0]) * (1 - fu) + lit(cell[1]) * fu) * (1 - fv) +
         (lit(cell[kSide]) * (1 - fu) + lit(cell[kSide + 1]) * fu) * fv;
}

namespace {

constexpr int kStep = 4;  ///< shadows are looked up at every fourth column and row

/// Shadow of one sheet, smoothed: looked up on a coarser grid, averaged with the neighbours, and
/// interpolated row by row. Softer than the map's cells, as lamps have a size.
class SoftShadow {
 public:
  SoftShadow(const ShadowMap& map, const SurfaceMesh& s)
      : columns_((s.columns + kStep - 2) / kStep + 1), rows_((s.rows + kStep - 2) / kStep + 1) {
    std::vector<float> raw(static_cast<std::size_t>(columns_) * rows_);
    for (int row = 0; row < rows_; ++row) {
      for (int k = 0; k < columns_; ++k) {
        const std::size_t i =
            s.index(std::min(s.columns - 1, k * kStep), std::min(s.rows - 1, row * kStep));
        raw[row * columns_ + k] = map.lightAt(s.x[i], s.y[i], s.z[i]);
      }
    }
    values_.resize(raw.size());
    for (int row = 0; row < rows_; ++row) {
      const int up = std::max(0, row - 1) * columns_;
      const int low = std::min(rows_ - 1, row + 1) * columns_;
      const int here = row * columns_;
      for (int k = 0; k < columns_; ++k) {
        const int a = std::max(0, k - 1);
        const int b = std::min(columns_ - 1, k + 1);
        values_[here + k] =
            (raw[here + k] * 4 + 2 * (raw[here + a] + raw[here + b] + raw[up + k] + raw[low + k]) +
             raw[up + a] + raw[up + b] + raw[low + a] + raw[low + b]) /
            16;
      }
    }
  }

  void row(int row, std::vector<float>& out) const {
    const int r0 = std::min(rows_ - 2 < 0 ? 0 : rows_ - 2, row / kStep);
    const float fr = static_cast<float>(row - r0 * kStep) / kStep;
    const float* top = values_.data() + r0 * columns_;
    const float* low = rows_ > 1 ? top + columns_ : top;
    const int count = static_cast<int>(out.size());
    for (int k = 0; k < count; ++k) {
      const int k0 = std::min(columns_ - 2 < 0 ? 0 : columns_ - 2, k / kStep);
      const int k1 = std::min(columns_ - 1, k0 + 1);
      const float fk = static_cast<float>(k - k0 * kStep) / kStep;
      const float bounded = std::min(1.f, fr);
      out[k] = (top[k0] * (1 - fk) + top[k1] * fk) * (1 - bounded) +
               (low[k0] * (1 - fk) + low[k1] * fk) * bounded;
    }
  }

 private:
  int columns_, rows_;
  std::vector<float> values_;
};

}  // namespace

void light(const PhotoConditions& c, const ShadowMap& shadows, SurfaceMesh& s) {
  const SoftShadow softShadow(shadows, s);
  std::vector<float> nx(s.columns), ny(s.columns), nz(s.columns), shade(s.columns);
  const Point3 half = normalised({c.lightX, c.lightY, c.lightZ + 1});
  const float soft = c.keySoftness;
  const float wrap = 1 / (1 + soft);
  const float redWrap = 1 / (1 + soft + 0.16f);
  for (int row = 0; row < s.rows; ++row) {
    rowNormals(s, row, nx, ny, nz);
    softShadow.row(row, shade);
    const std::size_t start = s.index(0, row);
    for (int k = 0; k < s.columns; ++k) {
      const std::size_t i = start + k;
      const float flip = s.twoSided && nz[k] < 0 ? -1.f : 1.f;
      if (nz[k] * flip < -0.35f) continue;  // faces away for good
      const float x = nx[k] * flip, y = ny[k] * flip, z = nz[k] * flip;
      const float facing = x * c.lightX + y * c.lightY + z * c.lightZ;
      const float shadow = shade[k];
      const float key = std::max(0.f, (facing + soft) * wrap) * shadow;
      // Light that enters the skin comes out redder where the shadow begins.
      const float redKey = std::max(0.f, (facing + soft + 0.16f) * redWrap) *
                           (0.25f * shadow + 0.75f * shadow * shadow * (3 - 2 * shadow));
      const float sky = 0.5f - 0.5f * y;
      const float open = 0.82f + 0.18f * z;  // what turns away sees less of the room
      const float h = std::max(0.f, x * half.x + y * half.y + z * half.z);
      const float h4 = h * h * h * h;
      const float h16 = h4 * h4 * h4 * h4;
      const float sheen = s.gloss[i] * (h16 + 0.12f * h4) * shadow * 0.9f;
      s.red[i] =
          s.red[i] * (open * (c.groundLight.red + (c.skyLight.red - c.groundLight.red) * sky) +
                      c.keyLight.red * redKey) +
          sheen * c.keyLight.red;
      s.green[i] =
          s.green[i] *
              (open * (c.groundLight.green + (c.skyLight.green - c.groundLight.green) * sky) +
               c.keyLight.green * key) +
          sheen * c.keyLight.green;
      s.blue[i] =
          s.blue[i] * (open * (c.groundLight.blue + (c.skyLight.blue - c.groundLight.blue) * sky) +
                       c.keyLight.blue * key) +
          sheen * c.keyLight.blue;
    }
  }
}

}  // namespace lafs::synthetic
