// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/data/synthetic/surface_mesh.h"
#include "core/data/synthetic/view.h"

namespace lafs::synthetic {

/// A linear-light picture plane with depth, two samples per pixel and axis.
class Canvas {
 public:
  explicit Canvas(int side);
  int side() const { return side_; }  ///< pixels

  /// Fills the plane with `scene`, one colour per pixel [side * side * 3].
  void fill(const std::vector<float>& scene);
  /// Draws a lit sheet of the view frame, nearer over farther. `toPixels` maps the picture plane.
  void draw(const SurfaceMesh& sheet, const View& view, const PictureFrame& toPixels);
  /// Averages the samples to pixels, interleaved linear RGB [side * side * 3].
  void resolve(std::vector<float>& pixels) const;

 private:
  struct Corner {
    float x, y, z;
    std::size_t index;
  };
  struct Sample {
    float red = 0, green = 0, blue = 0, depth = 0;
  };
  void project(const SurfaceMesh& sheet, const View& view, const PictureFrame& toPixels);
  struct Box {
    int left, top, right, low;  ///< samples, inclusive
  };
  /// A cell of few samples, in one colour and depth; a, b above c, d, seen from the front.
  void smallCell(const SurfaceMesh& sheet, const Corner& a, const Corner& b, const Corner& c,
                 const Corner& d, const Box& box);
  void triangle(const SurfaceMesh& sheet, const Corner& a, const Corner& b, const Corner& c);

  int side_, width_;  ///< pixels, samples
  std::vector<Sample> samples_;
  std::vector<float> px_, py_;
};

}  // namespace lafs::synthetic
