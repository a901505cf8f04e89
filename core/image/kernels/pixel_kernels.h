// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace lafs {

/// The hot loops over pixels, eight at a time. They exist twice, for AVX2 and for the processor
/// every build supports, from one source (pixel_kernels_body.h), and give the same bits: no fused
/// multiply-add, no reordered sums.
struct PixelKernels {
  /// PIL's blend: values = base + factor (values - base), clipped to 0 … 255, truncated.
  void (*blendConstant)(std::uint8_t* values, std::size_t count, float base, float factor);
  void (*blendPlane)(const std::uint8_t* base, std::uint8_t* values, std::size_t count,
                     float factor);
  /// torchvision's blend: values = factor values + offset (or + rest base), clipped, truncated.
  void (*mixConstant)(std::uint8_t* values, std::size_t count, float factor, float offset);
  void (*mixPlane)(const std::uint8_t* base, std::uint8_t* values, std::size_t count, float factor,
                   float rest);
  /// grey = (19595 R + 38470 G + 7471 B + 32768) >> 16.
  void (*greyInteger)(const std::uint8_t* red, const std::uint8_t* green, const std::uint8_t* blue,
                      std::size_t count, std::uint8_t* grey);
  /// grey = trunc(0.2989 R + 0.587 G + 0.114 B).
  void (*greyFloat)(const std::uint8_t* red, const std::uint8_t* green, const std::uint8_t* blue,
                    std::size_t count, std::uint8_t* grey);
  /// PIL: adds `shift` to the 8-bit hue, modulo 256.
  void (*turnHueByte)(std::uint8_t* red, std::uint8_t* green, std::uint8_t* blue, std::size_t count,
                      std::int32_t shift);
  /// torchvision: adds `shift` (a part of the circle, -0.5 … 0.5) to the hue.
  void (*turnHueFloat)(std::uint8_t* red, std::uint8_t* green, std::uint8_t* blue,
                       std::size_t count, float shift);
  /// out[x] = clip((2^21 + sum over t < taps of weights[t] in[t stride + x]) >> 22).
  void (*weightRows)(const std::uint8_t* in, std::size_t stride, const std::int32_t* weights,
                     int taps, std::size_t length, std::uint8_t* out);
  /// One row of an extended box filter. sum += entering - leaving (16 bits), then
  /// out = (sum inner + (left + right) outer + 2^23) >> 24. Weights below or equal 2^24.
  void (*boxRow)(const std::uint8_t* entering, const std::uint8_t* leaving,
                 const std::uint8_t* left, const std::uint8_t* right, std::uint32_t inner,
                 std::uint32_t outer, std::size_t length, std::uint16_t* sum, std::uint8_t* out);
  /// out = (values / 255 - mean) scale.
  void (*scaleToFloat)(const std::uint8_t* values, std::size_t count, float mean, float scale,
                       float* out);
};

/// The fastest set that this processor runs.
const PixelKernels& pixelKernels();

/// Each set by itself, for the test that compares them; AVX2's is null where the program or the
/// processor has none.
const PixelKernels& plainPixelKernels();
const PixelKernels* avx2PixelKernels();

}  // namespace lafs
