// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The loops of PixelKernels; included by one file for each instruction set.

#include "core/image/kernels/hue_lanes.h"
#include "core/image/kernels/lanes.h"
#include "core/image/kernels/pixel_kernels.h"

namespace lafs {
namespace {

void blendConstant(std::uint8_t* values, std::size_t count, float base, float factor) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Floats value = toFloats(loadBytes(values + i, count - i));
    storeBytes(values + i, truncate(clipToByte(base + factor * (value - base))), count - i);
  }
}

void blendPlane(const std::uint8_t* base, std::uint8_t* values, std::size_t count, float factor) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Floats from = toFloats(loadBytes(base + i, count - i));
    const Floats value = toFloats(loadBytes(values + i, count - i));
    storeBytes(values + i, truncate(clipToByte(from + factor * (value - from))), count - i);
  }
}

void mixConstant(std::uint8_t* values, std::size_t count, float factor, float offset) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Floats value = toFloats(loadBytes(values + i, count - i));
    storeBytes(values + i, truncate(clipToByte(factor * value + offset)), count - i);
  }
}

void mixPlane(const std::uint8_t* base, std::uint8_t* values, std::size_t count, float factor,
              float rest) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Floats from = toFloats(loadBytes(base + i, count - i));
    const Floats value = toFloats(loadBytes(values + i, count - i));
    storeBytes(values + i, truncate(clipToByte(factor * value + rest * from)), count - i);
  }
}

void greyInteger(const std::uint8_t* red, const std::uint8_t* green, const std::uint8_t* blue,
                 std::size_t count, std::uint8_t* grey) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Ints sum = 19595 * loadBytes(red + i, count - i) +
                     38470 * loadBytes(green + i, count - i) +
                     7471 * loadBytes(blue + i, count - i) + 32768;
    storeBytes(grey + i, sum >> 16, count - i);
  }
}

void greyFloat(const std::uint8_t* red, const std::uint8_t* green, const std::uint8_t* blue,
               std::size_t count, std::uint8_t* grey) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Floats sum = 0.2989f * toFloats(loadBytes(red + i, count - i)) +
                       0.587f * toFloats(loadBytes(green + i, count - i)) +
                       0.114f * toFloats(loadBytes(blue + i, count - i));
    storeBytes(grey + i, truncate(sum), count - i);
  }
}

LAFS_INLINE RgbLanes loadColours(const std::uint8_t* red, const std::uint8_t* green,
                                 const std::uint8_t* blue, std::size_t count) {
  return {toFloats(loadBytes(red, count)), toFloats(loadBytes(green, count)),
          toFloats(loadBytes(blue, count))};
}

void turnHueByte(std::uint8_t* red, std::uint8_t* green, std::uint8_t* blue, std::size_t count,
                 std::int32_t shift) {
  const Floats one = same(1.0f);
  for (std::size_t i = 0; i < count; i += kLanes) {
    const std::size_t left = count - i;
    const HsvLanes hsv = toHsv(loadColours(red + i, green + i, blue + i, left));
    // PIL keeps hue and saturation as truncated bytes.
    const Ints hue = (floorOf255Times(hsv.hue) + shift) & 255;
    const Floats saturation = toFloats(floorOf255Times(hsv.saturation)) / 255.0f;
    const Floats position = toFloats(hue) * 6.0f / 255.0f;  // 0 … 6
    const Ints whole = truncate(position);
    const Floats fraction = position - toFloats(whole);
    const RgbLanes turned =
        fromSector(whole == 6 ? Ints{} : whole, hsv.value, nearest(hsv.value * (one - saturation)),
                   nearest(hsv.value * (one - saturation * fraction)),
                   nearest(hsv.value * (one - saturation * (one - fraction))));
    storeBytes(red + i, truncate(turned.red), left);
    storeBytes(green + i, truncate(turned.green), left);
    storeBytes(blue + i, truncate(turned.blue), left);
  }
}

void turnHueFloat(std::uint8_t* red, std::uint8_t* green, std::uint8_t* blue, std::size_t count,
                  float shift) {
  const Floats one = same(1.0f);
  for (std::size_t i = 0; i < count; i += kLanes) {
    const std::size_t left = count - i;
    const RgbLanes bytes = loadColours(red + i, green + i, blue + i, left);
    const HsvLanes hsv = toHsv({bytes.red / 255.0f, bytes.green / 255.0f, bytes.blue / 255.0f});
    Floats hue = hsv.hue + shift;
    hue = hue < 0.0f ? hue + 1.0f : hue;
    hue = hue >= 1.0f ? hue - 1.0f : hue;
    const Floats position = hue * 6.0f;
    const Ints whole = truncate(position);
    const Floats fraction = position - toFloats(whole);
    const RgbLanes turned =
        fromSector(whole == 6 ? Ints{} : whole, hsv.value, hsv.value * (one - hsv.saturation),
                   hsv.value * (one - hsv.saturation * fraction),
                   hsv.value * (one - hsv.saturation * (one - fraction)));
    storeBytes(red + i, truncate(turned.red * 255.0f), left);
    storeBytes(green + i, truncate(turned.green * 255.0f), left);
    storeBytes(blue + i, truncate(turned.blue * 255.0f), left);
  }
}

LAFS_INLINE Ints startOfSum() {
  return Ints{} + (1 << 21);  // half a unit of the result
}

LAFS_INLINE Ints clippedPixel(Ints sum) {
  sum >>= 22;
  sum = sum < 0 ? Ints{} : sum;
  return sum > 255 ? Ints{} + 255 : sum;
}

void weightRows(const std::uint8_t* in, std::size_t stride, const std::int32_t* weights, int taps,
                std::size_t length, std::uint8_t* out) {
  std::size_t x = 0;
  for (; x + 2 * kLanes <= length; x += 2 * kLanes) {  // two sums hide the products' latency
    Ints first = startOfSum(), second = startOfSum();
    for (int t = 0; t < taps; ++t) {
      first += loadBytes(in + t * stride + x, kLanes) * weights[t];
      second += loadBytes(in + t * stride + x + kLanes, kLanes) * weights[t];
    }
    storeBytes(out + x, clippedPixel(first), kLanes);
    storeBytes(out + x + kLanes, clippedPixel(second), kLanes);
  }
  for (; x < length; x += kLanes) {
    Ints sum = startOfSum();
    for (int t = 0; t < taps; ++t) sum += loadBytes(in + t * stride + x, length - x) * weights[t];
    storeBytes(out + x, clippedPixel(sum), length - x);
  }
}

#ifdef __AVX2__

LAFS_INLINE __m256i loadWords(const std::uint8_t* from) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}

/// Sixteen values of boxRow. Weights are split into 12 upper and 12 lower bits, so that products
/// with 16-bit sums can be added in pairs.
LAFS_INLINE void boxSixteen(const std::uint8_t* entering, const std::uint8_t* leaving,
                            const std::uint8_t* left, const std::uint8_t* right, __m256i upper,
                            __m256i lower, std::uint16_t* sum, std::uint8_t* out) {
  __m256i* const sums = reinterpret_cast<__m256i*>(sum);
  const __m256i moved = _mm256_sub_epi16(
      _mm256_add_epi16(_mm256_loadu_si256(sums), loadWords(entering)), loadWords(leaving));
  _mm256_storeu_si256(sums, moved);
  const __m256i beyond = _mm256_add_epi16(loadWords(left), loadWords(right));
  __m256i parts[2] = {_mm256_unpacklo_epi16(moved, beyond), _mm256_unpackhi_epi16(moved, beyond)};
  for (__m256i& part : parts) {
    const __m256i high = _mm256_slli_epi32(_mm256_madd_epi16(part, upper), 12);
    const __m256i total = _mm256_add_epi32(high, _mm256_madd_epi16(part, lower));
    part = _mm256_srli_epi32(_mm256_add_epi32(total, _mm256_set1_epi32(1 << 23)), 24);
  }
  const __m256i words = _mm256_packus_epi32(parts[0], parts[1]);
  const __m256i bytes = _mm256_packus_epi16(words, words);
  _mm_storeu_si128(
      reinterpret_cast<__m128i*>(out),
      _mm_unpacklo_epi64(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)));
}

#endif

void boxRow(const std::uint8_t* entering, const std::uint8_t* leaving, const std::uint8_t* left,
            const std::uint8_t* right, std::uint32_t inner, std::uint32_t outer, std::size_t length,
            std::uint16_t* sum, std::uint8_t* out) {
  std::size_t x = 0;
#ifdef __AVX2__
  const auto pair = [](std::uint32_t first, std::uint32_t second) {
    return _mm256_set1_epi32(static_cast<int>(second << 16 | first));
  };
  const __m256i upper = pair(inner >> 12, outer >> 12);
  const __m256i lower = pair(inner & 0xfff, outer & 0xfff);
  for (; x + 16 <= length; x += 16) {
    boxSixteen(entering + x, leaving + x, left + x, right + x, upper, lower, sum + x, out + x);
  }
#endif
  for (; x < length; ++x) {
    sum[x] = static_cast<std::uint16_t>(sum[x] + entering[x] - leaving[x]);
    const std::uint32_t beyond = static_cast<std::uint32_t>(left[x]) + right[x];
    out[x] = static_cast<std::uint8_t>((sum[x] * inner + beyond * outer + (1u << 23)) >> 24);
  }
}

void scaleToFloat(const std::uint8_t* values, std::size_t count, float mean, float scale,
                  float* out) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const Floats value = toFloats(loadBytes(values + i, count - i));
    const Floats scaled = (value / 255.0f - mean) * scale;
    const std::size_t lanes = count - i < kLanes ? count - i : kLanes;
    if (lanes == kLanes) {
      std::memcpy(out + i, &scaled, sizeof scaled);
    } else {
      std::memcpy(out + i, &scaled, lanes * sizeof(float));
    }
  }
}

constexpr PixelKernels kKernels = {blendConstant, blendPlane, mixConstant, mixPlane,
                                   greyInteger,   greyFloat,  turnHueByte, turnHueFloat,
                                   weightRows,    boxRow,     scaleToFloat};

}  // namespace
}  // namespace lafs
