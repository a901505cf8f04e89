// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/backdrop.h"

#include <algorithm>
#include <cmath>

#include "core/base/random_stream.h"
#include "core/data/synthetic/noise_tile.h"

namespace lafs::synthetic {

namespace {

/// A picture plane of unit side that the scenes paint on.
struct Plane {
  int side;
  std::vector<float>& pixels;

  template <typename Paint>
  void each(Paint&& paint) {
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        const Colour c = paint((x + 0.5f) / side, (y + 0.5f) / side);
        float* p = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
        p[0] = c.red;
        p[1] = c.green;
        p[2] = c.blue;
      }
    }
  }

  template <typename Cover>
  void over(const Colour& colour, float left, float top, float right, float bottom, Cover&& cover) {
    const auto bound = [this](float v) {
      return std::min(side, std::max(0, static_cast<int>(v * side)));
    };
    for (int y = bound(top); y < bound(bottom); ++y) {
      for (int x = bound(left); x < bound(right); ++x) {
        const float k = cover((x + 0.5f) / side, (y + 0.5f) / side);
        float* p = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
        p[0] += (colour.red - p[0]) * k;
        p[1] += (colour.green - p[1]) * k;
        p[2] += (colour.blue - p[2]) * k;
      }
    }
  }
};

void paintGradient(const PhotoConditions& c, RandomStream& random, Plane& plane) {
  const auto angle = static_cast<float>(random.uniform(0, 6.2832));
  const float dx = std::cos(angle);
  const float dy = std::sin(angle);
  plane.each([&](float x, float y) {
    return blend(c.sceneNear, c.sceneFar,
                 smoothStep(-0.7f, 0.7f, dx * (x - 0.5f) + dy * (y - 0.5f)));
  });
}

void paintBokeh(const PhotoConditions& c, RandomStream& random, Plane& plane) {
  plane.each([&](float, float y) { return blend(c.sceneNear * 0.6f, c.sceneFar * 0.4f, y); });
  for (int k = 0; k < 14; ++k) {
    const auto x0 = static_cast<float>(random.uniform(-0.1, 1.1));
    const auto y0 = static_cast<float>(random.uniform(-0.1, 1.1));
    const auto r = static_cast<float>(random.uniform(0.04, 0.19));
    const auto mix = static_cast<float>(random.uniform());
    const auto strength = static_cast<float>(random.uniform(0.15, 0.6));
    const Colour colour = blend(c.sceneAccent, c.sceneFar, mix) * 1.3f;
    plane.over(colour, x0 - r, y0 - r, x0 + r, y0 + r, [&](float x, float y) {
      const float d = std::hypot(x - x0, y - y0) / r;
      return strength * smoothStep(1.f, 0.82f, d) * (0.75f + 0.25f * d);
    });
  }
}

void paintWall(const PhotoConditions& c, RandomStream& random, Plane& plane) {
  const auto frequency = static_cast<float>(random.uniform(4, 22));
  const auto angle = static_cast<float>(random.uniform(0, 3.1416));
  const auto depth = static_cast<float>(random.uniform(0.04, 0.5));
  const float dx = std::cos(angle) * frequency * 6.2832f;
  const float dy = std::sin(angle) * frequency * 6.2832f;
  const NoiseTile& grains = NoiseTile::grains();
  plane.each([&](float x, float y) {
    const float wave = saturate(0.5f + 1.6f * std::sin(dx * x + dy * y));
    const float shade = 1 - 0.25f * y + 0.06f * grains.smooth(x * 90, y * 90);
    return blend(c.sceneNear, c.sceneAccent, depth * wave) * shade;
  });
}

void paintOutdoor(const PhotoConditions& c, RandomStream& random, Plane& plane) {
  const auto horizon = static_cast<float>(random.uniform(0.2, 0.75));
  const auto u = static_cast<float>(random.uniform(0, 256));
  const auto zoom = static_cast<float>(random.uniform(25, 70));
  const Colour sky =
      blend({0.35f, 0.55f, 0.95f}, {0.85f, 0.85f, 0.85f}, static_cast<float>(random.uniform()));
  const Colour leaf = blend({0.07f, 0.15f, 0.04f}, c.sceneAccent * 0.5f,
                            static_cast<float>(random.uniform(0, 0.8)));
  const NoiseTile& clouds = NoiseTile::clouds();
  plane.each([&](float x, float y) {
    const float n = clouds.smooth(u + x * zoom, 2 * u + y * zoom);
    const float ground = smoothStep(-0.03f, 0.05f, y - horizon + 0.13f * n);
    const Colour above = sky * (1.05f - 0.35f * y + 0.12f * std::max(0.f, n));
    return blend(above, leaf * (1.f + 0.9f * n), ground);
  });
}

void paintPanels(const PhotoConditions& c, RandomStream& random, Plane& plane) {
  plane.each([&](float x, float y) { return blend(c.sceneNear, c.sceneFar, 0.3f * x + 0.2f * y); });
  for (int k = 0; k < 9; ++k) {
    const auto x0 = static_cast<float>(random.uniform(-0.2, 1));
    const auto y0 = static_cast<float>(random.uniform(-0.3, 1));
    const float x1 = x0 + static_cast<float>(random.uniform(0.05, 0.45));
    const float y1 = y0 + static_cast<float>(random.uniform(0.1, 0.9));
    const auto mix = static_cast<float>(random.uniform());
    const auto value = static_cast<float>(random.uniform(0.4, 1.3));
    plane.over(blend(c.sceneAccent, c.sceneFar, mix) * value, x0, y0, x1, y1,
               [&](float x, float y) {
                 const float edge = std::min(std::min(x - x0, x1 - x), std::min(y - y0, y1 - y));
                 return 0.85f * saturate(edge * 40);
               });
  }
}

void paintNoise(const PhotoConditions& c, RandomStream& random, Plane& plane) {
  const auto u = static_cast<float>(random.uniform(0, 256));
  const auto v = static_cast<float>(random.uniform(0, 256));
  const auto zoom = static_cast<float>(random.uniform(12, 90));
  const NoiseTile& clouds = NoiseTile::clouds();
  plane.each([&](float x, float y) {
    const float n = clouds.smooth(u + x * zoom, v + y * zoom);
    const float m = clouds.smooth(v + y * zoom * 0.6f, u + x * zoom * 0.6f);
    return blend(blend(c.sceneNear, c.sceneFar, saturate(0.5f + 0.7f * n)), c.sceneAccent,
                 saturate(0.8f * m));
  });
}

}  // namespace

void paintBackdrop(const PhotoConditions& c, int side, std::vector<float>& pixels) {
  pixels.resize(static_cast<std::size_t>(side) * side * 3);
  RandomStream random(c.sceneKey);
  Plane plane{side, pixels};
  switch (c.scene) {
    case Scene::Gradient:
      return paintGradient(c, random, plane);
    case Scene::Bokeh:
      return paintBokeh(c, random, plane);
    case Scene::Wall:
      return paintWall(c, random, plane);
    case Scene::Outdoor:
      return paintOutdoor(c, random, plane);
    case Scene::Panels:
      return paintPanels(c, random, plane);
    case Scene::Noise:
      return paintNoise(c, random, plane);
  }
}

}  // namespace lafs::synthetic
