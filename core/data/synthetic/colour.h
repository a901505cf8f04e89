// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs::synthetic {

/// Linear-light colour, 1 = white under unit light.
struct Colour {
  float red = 0;
  float green = 0;
  float blue = 0;
};

inline Colour operator*(const Colour& a, float s) {
  return {a.red * s, a.green * s, a.blue * s};
}
inline Colour operator*(const Colour& a, const Colour& b) {
  return {a.red * b.red, a.green * b.green, a.blue * b.blue};
}
inline Colour operator+(const Colour& a, const Colour& b) {
  return {a.red + b.red, a.green + b.green, a.blue + b.blue};
}
/// a at t = 0, b at t = 1.
inline Colour blend(const Colour& a, const Colour& b, float t) {
  return {a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t,
          a.blue + (b.blue - a.blue) * t};
}
inline float luminance(const Colour& c) {
  return 0.2126f * c.red + 0.7152f * c.green + 0.0722f * c.blue;
}

inline float saturate(float v) {
  return v < 0 ? 0.f : (v > 1 ? 1.f : v);
}
/// 0 below `low`, 1 above `high`, smooth between.
inline float smoothStep(float low, float high, float v) {
  const float t = saturate((v - low) / (high - low));
  return t * t * (3 - 2 * t);
}
/// Smooth hill of height 1 at 0 that ends at |v| = 1; cheap and of compact support.
inline float hill(float squared) {
  const float t = 1 - squared;
  return t > 0 ? t * t * t : 0.f;
}

}  // namespace lafs::synthetic
