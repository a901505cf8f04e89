// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/affine.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lafs::pil {

namespace {

std::uint8_t truncated(double value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
}

int floorOf(double value) {
  const int whole = static_cast<int>(value);
  return whole - (value < whole ? 1 : 0);
}

/// `Count` neighbouring pixels along one axis, from `first` on, as offsets in memory; edges repeat.
template <int Count>
void neighbours(int first, int limit, int stride, int* offsets) {
  for (int i = 0; i < Count; ++i) offsets[i] = std::clamp(first + i, 0, limit - 1) * stride;
}

/// Reads all channels at a position where pixel centres are integers. One type for each filter, so
/// that the choice is made once for a picture.
struct Bilinear {
  static void read(const Planes& source, double x, double y, std::uint8_t* const* out) {
    const int left = floorOf(x), top = floorOf(y);
    const double dx = x - left, dy = y - top;
    int columns[2], rows[2];
    neighbours<2>(left, source.width, 1, columns);
    neighbours<2>(top, source.height, source.width, rows);
    for (int c = 0; c < 3; ++c) {
      const std::uint8_t* upper = source.plane(c) + rows[0];
      const std::uint8_t* lower = source.plane(c) + rows[1];
      const double above = upper[columns[0]] + (upper[columns[1]] - upper[columns[0]]) * dx;
      const double below = lower[columns[0]] + (lower[columns[1]] - lower[columns[0]]) * dx;
      *out[c] = truncated(above + (below - above) * dy);
    }
  }
};

double cubic(double v1, double v2, double v3, double v4, double d) {
  const double linear = v3 - v1;
  const double square = 2 * (v1 - v2) + v3 - v4;
  const double cube = -v1 + v2 - v3 + v4;
  return v2 + d * (linear + d * (square + d * cube));
}

struct Bicubic {
  static void read(const Planes& source, double x, double y, std::uint8_t* const* out) {
    const int left = floorOf(x), top = floorOf(y);
    const double dx = x - left, dy = y - top;
    int columns[4], rows[4];
    neighbours<4>(left - 1, source.width, 1, columns);
    neighbours<4>(top - 1, source.height, source.width, rows);
    for (int c = 0; c < 3; ++c) {
      double along[4];
      for (int i = 0; i < 4; ++i) {
        const std::uint8_t* row = source.plane(c) + rows[i];
        along[i] = cubic(row[columns[0]], row[columns[1]], row[columns[2]], row[columns[3]], dx);
      }
      *out[c] = truncated(cubic(along[0], along[1], along[2], along[3], dy));
    }
  }
};

template <class Filter>
void transform(const Planes& source, const AffineMatrix& m, Planes& out) {
  for (int y = 0; y < out.height; ++y) {
    std::uint8_t* pixel[3] = {out.row(0, y), out.row(1, y), out.row(2, y)};
    for (int x = 0; x < out.width; ++x) {
      const double inX = m.a * (x + 0.5) + m.b * (y + 0.5) + m.c;
      const double inY = m.d * (x + 0.5) + m.e * (y + 0.5) + m.f;
      if (inX >= 0 && inX < source.width && inY >= 0 && inY < source.height) {
        Filter::read(source, inX - 0.5, inY - 0.5, pixel);
      }
      for (std::uint8_t*& channel : pixel) ++channel;
    }
  }
}

}  // namespace

Planes affine(const Planes& source, const AffineMatrix& matrix, Resample resample,
              std::uint8_t fill) {
  Planes out(source.width, source.height);
  std::memset(out.values.data(), fill, out.values.size());
  if (resample == Resample::Bilinear) {
    transform<Bilinear>(source, matrix, out);
  } else {
    transform<Bicubic>(source, matrix, out);
  }
  return out;
}

AffineMatrix rotation(double degrees, int width, int height) {
  const double angle = -degrees * M_PI / 180.0;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const double centreX = width / 2.0, centreY = height / 2.0;
  AffineMatrix m{cosine, sine, 0, -sine, cosine, 0};
  m.c = centreX - cosine * centreX - sine * centreY;
  m.f = centreY + sine * centreX - cosine * centreY;
  return m;
}

AffineMatrix shearX(double factor) {
  return {1, factor, 0, 0, 1, 0};
}

AffineMatrix shearY(double factor) {
  return {1, 0, 0, factor, 1, 0};
}

AffineMatrix translation(double x, double y) {
  return {1, 0, x, 0, 1, y};
}

}  // namespace lafs::pil
