// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/camera.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/random_stream.h"
#include "core/data/synthetic/compression.h"

namespace lafs::synthetic {

namespace {

constexpr float kMiddleGrey = 0.27f;  ///< where the exposure meter puts the middle of the picture

/// Averages of five or fewer taps along one axis; edges repeat.
void blurAxis(std::vector<float>& pixels, int side, int stepX, int stepY,
              const std::array<float, 3>& taps) {
  std::vector<float> source = pixels;
  const auto at = [&](int x, int y) {
    x = std::min(side - 1, std::max(0, x));
    y = std::min(side - 1, std::max(0, y));
    return source.data() + (static_cast<std::size_t>(y) * side + x) * 3;
  };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      float* out = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
      const float* a = at(x - 2 * stepX, y - 2 * stepY);
      const float* b = at(x - stepX, y - stepY);
      const float* c = at(x, y);
      const float* d = at(x + stepX, y + stepY);
      const float* e = at(x + 2 * stepX, y + 2 * stepY);
      for (int k = 0; k < 3; ++k) {
        out[k] = taps[0] * c[k] + taps[1] * (b[k] + d[k]) + taps[2] * (a[k] + e[k]);
      }
    }
  }
}

void blur(std::vector<float>& pixels, int side, float sigma) {
  const float one = std::exp(-0.5f / (sigma * sigma));
  const float two = std::exp(-2.0f / (sigma * sigma));
  const float sum = 1 + 2 * one + 2 * two;
  const std::array<float, 3> taps = {1 / sum, one / sum, two / sum};
  blurAxis(pixels, side, 1, 0, taps);
  blurAxis(pixels, side, 0, 1, taps);
}

/// Camera shake: a short line of equal weights, in the nearest of the grid's eight directions.
void shake(std::vector<float>& pixels, int side, float length, float angle) {
  const int stepX = static_cast<int>(std::lround(std::cos(angle) * 1.2f));
  const int stepY = static_cast<int>(std::lround(std::sin(angle) * 1.2f));
  const float far = saturate((length - 2) / 2);
  const float near = saturate(length / 2);
  const float sum = 1 + 2 * near + 2 * far;
  blurAxis(pixels, side, stepX, stepY, {1 / sum, near / sum, far / sum});
}

/// Shrinks by averaging and enlarges linearly, as a small picture that was blown up.
void shrink(std::vector<float>& pixels, int side, float factor) {
  const int small = std::max(16, static_cast<int>(side / factor));
  const float ratio = static_cast<float>(side) / small;
  std::vector<float> reduced(static_cast<std::size_t>(small) * small * 3, 0.f);
  for (int y = 0; y < small; ++y) {
    const int y0 = static_cast<int>(y * ratio);
    const int y1 = std::max(y0 + 1, static_cast<int>((y + 1) * ratio));
    for (int x = 0; x < small; ++x) {
      const int x0 = static_cast<int>(x * ratio);
      const int x1 = std::max(x0 + 1, static_cast<int>((x + 1) * ratio));
      float* out = reduced.data() + (static_cast<std::size_t>(y) * small + x) * 3;
      for (int j = y0; j < y1; ++j) {
        for (int i = x0; i < x1; ++i) {
          const float* p = pixels.data() + (static_cast<std::size_t>(j) * side + i) * 3;
          for (int k = 0; k < 3; ++k) out[k] += p[k];
        }
      }
      const float scale = 1.f / static_cast<float>((y1 - y0) * (x1 - x0));
      for (int k = 0; k < 3; ++k) out[k] *= scale;
    }
  }
  for (int y = 0; y < side; ++y) {
    const float v = std::min(small - 1.001f, std::max(0.f, (y + 0.5f) / ratio - 0.5f));
    const int v0 = static_cast<int>(v);
    const float fv = v - v0;
    for (int x = 0; x < side; ++x) {
      const float u = std::min(small - 1.001f, std::max(0.f, (x + 0.5f) / ratio - 0.5f));
      const int u0 = static_cast<int>(u);
      const float fu = u - u0;
      const float* a = reduced.data() + (static_cast<std::size_t>(v0) * small + u0) * 3;
      const float* b = a + static_cast<std::size_t>(small) * 3;
      float* out = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
      for (int k = 0; k < 3; ++k) {
        out[k] =
            (a[k] * (1 - fu) + a[k + 3] * fu) * (1 - fv) + (b[k] * (1 - fu) + b[k + 3] * fu) * fv;
      }
    }
  }
}

/// Gain that puts the middle of the picture at middle grey, but for three quarters of the way
/// only: dark skin stays darker than light skin, though by less than the light varies.
float meter(const std::vector<float>& pixels, int side) {
  double sum = 0;
  int count = 0;
  for (int y = side / 4; y < 3 * side / 4; y += 2) {
    for (int x = side / 4; x < 3 * side / 4; x += 2, ++count) {
      const float* p = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
      sum += luminance({p[0], p[1], p[2]});
    }
  }
  const auto mean = static_cast<float>(sum / count);
  return std::pow(kMiddleGrey / std::max(0.004f, mean), 0.72f);
}

/// sRGB-like response with a soft shoulder, as a table over linear light 0 … 4.
class ToneCurve {
 public:
  explicit ToneCurve(const PhotoConditions& c) {
    for (int i = 0; i < kSize; ++i) {
      const float light = 4.f * i / (kSize - 1);
      const float bent = light / (1 + 0.22f * light) * 1.18f;
      const float coded = std::pow(std::min(1.f, bent), c.gamma / 2.2f);
      table_[i] = 0.46f + (coded - 0.46f) * c.contrast;
    }
  }
  float operator()(float light) const {
    const float at = std::min(kSize - 1.001f, std::max(0.f, light * (kSize - 1) / 4));
    const int k = static_cast<int>(at);
    return table_[k] + (table_[k + 1] - table_[k]) * (at - k);
  }

 private:
  static constexpr int kSize = 1024;
  std::array<float, kSize> table_;
};

void expose(const PhotoConditions& c, std::vector<float>& pixels, int side) {
  const float gain = c.exposure * meter(pixels, side);
  const ToneCurve curve(c);
  const float saturation = c.grey ? 0.f : c.saturation;
  for (int y = 0; y < side; ++y) {
    const float dy = 2 * (y + 0.5f) / side - 1;
    for (int x = 0; x < side; ++x) {
      const float dx = 2 * (x + 0.5f) / side - 1;
      const float shade = gain * (1 - c.vignette * 0.5f * (dx * dx + dy * dy));
      float* p = pixels.data() + (static_cast<std::size_t>(y) * side + x) * 3;
      const Colour code{curve(p[0] * shade), curve(p[1] * shade), curve(p[2] * shade)};
      const float grey = luminance(code);
      p[0] = grey + (code.red - grey) * saturation;
      p[1] = grey + (code.green - grey) * saturation;
      p[2] = grey + (code.blue - grey) * saturation;
    }
  }
}

/// Noise of a sensor: nearly normal (sum of four bytes), the same grain in part in all channels.
void addNoise(const PhotoConditions& c, std::vector<float>& pixels) {
  RandomStream random(c.noiseKey);
  const float own = (c.grey ? 0.f : 0.6f) * c.noise / 148;
  const float shared = 0.8f * c.noise / 148;
  const auto grain = [](std::uint32_t bits) {
    const auto sum = (bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255) + (bits >> 24);
    return static_cast<float>(static_cast<int>(sum)) - 510.f;
  };
  for (std::size_t i = 0; i + 2 < pixels.size(); i += 3) {
    const std::uint64_t a = random.bits();
    const std::uint64_t b = random.bits();
    const float all = shared * grain(static_cast<std::uint32_t>(a));
    pixels[i] += all + own * grain(static_cast<std::uint32_t>(a >> 32));
    pixels[i + 1] += all + own * grain(static_cast<std::uint32_t>(b));
    pixels[i + 2] += all + own * grain(static_cast<std::uint32_t>(b >> 32));
  }
}

}  // namespace

Image develop(const PhotoConditions& c, std::vector<float> pixels, int side) {
  if (c.blur > 0.25f) blur(pixels, side, c.blur);
  if (c.motionBlur > 0) shake(pixels, side, c.motionBlur, c.motionAngle);
  expose(c, pixels, side);
  if (c.noise > 0) addNoise(c, pixels);
  if (c.downscale > 1) shrink(pixels, side, c.downscale);
  for (float& v : pixels) v = saturate(v) * 255;
  if (c.jpegQuality < 97) compressBlocks(pixels, side, c.jpegQuality);
  Image image(side, side);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(std::min(255.f, std::max(0.f, pixels[i])) + 0.5f);
  }
  return image;
}

}  // namespace lafs::synthetic
