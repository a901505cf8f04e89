// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/data/synthetic/surface_mesh.h"

namespace lafs::synthetic {

/// Shadows of one picture: how near to the key light the first surface is, on a coarse grid seen
/// from the light. All sheets in the view frame.
class ShadowMap {
 public:
  explicit ShadowMap(const PhotoConditions& conditions);
  void add(const SurfaceMesh& sheet);
  /// 0 in shadow … 1 in full light at a point of the view frame.
  float lightAt(float x, float y, float z) const;

 private:
  static constexpr int kSide = 84;
  static constexpr float kReach = 95;  ///< half the side of the square it covers, face units
  Point3 light_, right_, down_;
  std::vector<float> nearest_;
};

/// Turns the reflectances of `sheet` (view frame) into radiances under the picture's light: soft
/// key light with shadows, light from above and below, a sheen.
void light(const PhotoConditions& conditions, const ShadowMap& shadows, SurfaceMesh& sheet);

}  // namespace lafs::synthetic
