// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/canvas.h"

#include <algorithm>
#include <cmath>

namespace lafs::synthetic {

namespace {

constexpr float kFar = -1e6f;

int ceilOf(float v) {
  const int i = static_cast<int>(v);
  return i + (v > static_cast<float>(i) ? 1 : 0);
}

}  // namespace

Canvas::Canvas(int side)
    : side_(side), width_(2 * side), samples_(static_cast<std::size_t>(width_) * width_) {}

void Canvas::fill(const std::vector<float>& scene) {
  for (int y = 0; y < width_; ++y) {
    const float* source = scene.data() + static_cast<std::size_t>(y / 2) * side_ * 3;
    Sample* out = samples_.data() + static_cast<std::size_t>(y) * width_;
    for (int x = 0; x < width_; ++x) {
      const float* p = source + (x / 2) * 3;
      out[x] = {p[0], p[1], p[2], kFar};
    }
  }
}

void Canvas::triangle(const SurfaceMesh& s, const Corner& a, const Corner& b, const Corner& c) {
  const float abx = b.x - a.x, aby = b.y - a.y;
  const float acx = c.x - a.x, acy = c.y - a.y;
  const float area = abx * acy - aby * acx;
  if (area == 0) return;
  const float scale = 1 / area;
  const int x0 = std::max(0, ceilOf(std::min(a.x, std::min(b.x, c.x))));
  const int x1 = std::min(width_ - 1, static_cast<int>(std::max(a.x, std::max(b.x, c.x))));
  const int y0 = std::max(0, ceilOf(std::min(a.y, std::min(b.y, c.y))));
  const int y1 = std::min(width_ - 1, static_cast<int>(std::max(a.y, std::max(b.y, c.y))));
  constexpr float kSlack = -1e-4f;  // neighbours share their edge: no holes between them
  for (int y = y0; y <= y1; ++y) {
    const float dy = static_cast<float>(y) - a.y;
    for (int x = x0; x <= x1; ++x) {
      const float dx = static_cast<float>(x) - a.x;
      const float wb = (dx * acy - dy * acx) * scale;
      const float wc = (abx * dy - aby * dx) * scale;
      const float wa = 1 - wb - wc;
      if (wa < kSlack || wb < kSlack || wc < kSlack) continue;
      const std::size_t i = static_cast<std::size_t>(y) * width_ + x;
      const float z = wa * a.z + wb * b.z + wc * c.z;
      Sample& sample = samples_[i];
      if (z <= sample.depth) continue;
      const float red = wa * s.red[a.index] + wb * s.red[b.index] + wc * s.red[c.index];
      const float green = wa * s.green[a.index] + wb * s.green[b.index] + wc * s.green[c.index];
      const float blue = wa * s.blue[a.index] + wb * s.blue[b.index] + wc * s.blue[c.index];
      if (s.opacity >= 1) {
        sample = {red, green, blue, z};
      } else {
        sample.red += (red - sample.red) * s.opacity;
        sample.green += (green - sample.green) * s.opacity;
        sample.blue += (blue - sample.blue) * s.opacity;
      }
    }
  }
}

void Canvas::smallCell(const SurfaceMesh& s, const Corner& a, const Corner& b, const Corner& c,
                       const Corner& d, const Box& box) {
  const float depth = 0.25f * (a.z + b.z + c.z + d.z);
  const auto mean = [&](const std::vector<float>& v) {
    return 0.25f * (v[a.index] + v[b.index] + v[c.index] + v[d.index]);
  };
  const Sample filled{mean(s.red), mean(s.green), mean(s.blue), depth};
  // Twice the signed area of p, q and the sample: one sign on each side of the line p q.
  const auto side = [](const Corner& p, const Corner& q, float x, float y) {
    return (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x);
  };
  constexpr float kSlack = -1e-4f;
  for (int row = box.top; row <= box.low; ++row) {
    const auto y = static_cast<float>(row);
    for (int column = box.left; column <= box.right; ++column) {
      Sample& sample = samples_[static_cast<std::size_t>(row) * width_ + column];
      if (depth <= sample.depth) continue;
      const auto x = static_cast<float>(column);
      const bool inside = side(b, c, x, y) >= 0
                              ? side(a, b, x, y) >= kSlack && side(c, a, x, y) >= kSlack
                              : side(b, d, x, y) >= kSlack && side(d, c, x, y) >= kSlack;
      if (inside) sample = filled;
    }
  }
}

void Canvas::project(const SurfaceMesh& s, const View& view, const PictureFrame& toPixels) {
  const std::size_t count = s.x.size();
  px_.resize(count);
  py_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Point2 p = toPixels.apply(view.project({s.x[i], s.y[i], s.z[i]}));
    px_[i] = 2 * p.x + 0.5f;  // pixel k is centred at k: its two samples sit a quarter beside it
    py_[i] = 2 * p.y + 0.5f;
  }
}

void Canvas::draw(const SurfaceMesh& s, const View& view, const PictureFrame& toPixels) {
  project(s, view, toPixels);
  const float limit = static_cast<float>(side_) * 2 - 1;
  for (int row = 0; row + 1 < s.rows; ++row) {
    for (int k = 0; k + 1 < s.columns; ++k) {
      const std::size_t i = s.index(k, row);
      const std::size_t j = i + s.columns;
      const float turn = (px_[j + 1] - px_[i]) * (py_[j] - py_[i + 1]) -
                         (py_[j + 1] - py_[i]) * (px_[j] - px_[i + 1]);
      if (turn <= 0 && !s.twoSided) continue;  // seen from behind
      const float left = std::min(std::min(px_[i], px_[i + 1]), std::min(px_[j], px_[j + 1]));
      const float right = std::max(std::max(px_[i], px_[i + 1]), std::max(px_[j], px_[j + 1]));
      const float top = std::min(std::min(py_[i], py_[i + 1]), std::min(py_[j], py_[j + 1]));
      const float low = std::max(std::max(py_[i], py_[i + 1]), std::max(py_[j], py_[j + 1]));
      if (right < 0 || low < 0 || left > limit || top > limit) continue;
      // Many cells fall between the samples.
      if (ceilOf(left) > right || ceilOf(top) > low) continue;
      const Corner a{px_[i], py_[i], s.z[i], i};
      const Corner b{px_[i + 1], py_[i + 1], s.z[i + 1], i + 1};
      const Corner c{px_[j], py_[j], s.z[j], j};
      const Corner d{px_[j + 1], py_[j + 1], s.z[j + 1], j + 1};
      if (turn > 0 && s.opacity >= 1 && right - left < 3 && low - top < 3) {
        const int last = width_ - 1;
        const Box box{std::max(0, ceilOf(left)), std::max(0, ceilOf(top)),
                      std::min(last, static_cast<int>(right)),
                      std::min(last, static_cast<int>(low))};
        smallCell(s, a, b, c, d, box);
        continue;
      }
      triangle(s, a, b, c);
      triangle(s, b, d, c);
    }
  }
}

void Canvas::resolve(std::vector<float>& pixels) const {
  pixels.resize(static_cast<std::size_t>(side_) * side_ * 3);
  for (int y = 0; y < side_; ++y) {
    for (int x = 0; x < side_; ++x) {
      const Sample* top = samples_.data() + static_cast<std::size_t>(2 * y) * width_ + 2 * x;
      const Sample* low = top + width_;
      float* p = pixels.data() + (static_cast<std::size_t>(y) * side_ + x) * 3;
      p[0] = 0.25f * (top[0].red + top[1].red + low[0].red + low[1].red);
      p[1] = 0.25f * (top[0].green + top[1].green + low[0].green + low[1].green);
      p[2] = 0.25f * (top[0].blue + top[1].blue + low[0].blue + low[1].blue);
    }
  }
}

}  // namespace lafs::synthetic
