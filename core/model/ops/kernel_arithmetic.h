// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Arithmetic that the kernels share. Everything is `static inline`: kernel files are compiled for
/// several instruction sets, and the linker must not merge their copies.
namespace lafs::ops {

static inline float bitsToFloat(std::uint32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

static inline std::uint32_t floatToBits(float value) {
  std::uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// A bfloat16 number in memory.
struct Bfloat16 {
  std::uint16_t bits;
};

static inline float toFloat(float value) {
  return value;
}
static inline float toFloat(Bfloat16 value) {
  return bitsToFloat(static_cast<std::uint32_t>(value.bits) << 16);
}

static inline void store(float* to, float value) {
  *to = value;
}
/// Rounds to nearest, ties to even; NaN stays NaN.
static inline void store(Bfloat16* to, float value) {
  const std::uint32_t bits = floatToBits(value);
  const std::uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
  to->bits = static_cast<std::uint16_t>(value != value ? 0x7FC0u : rounded);
}

/// e^x for |x| below about 87 (clamped beyond), relative error about 1e-7 (degree-6 polynomial
/// after splitting off the power of two). NaN stays NaN. Vectorises at every level.
static inline float fastExp(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const int n = static_cast<int>(x * 1.44269504f + (x < 0 ? -0.5f : 0.5f));
  const float nf = static_cast<float>(n);
  const float r = (x - nf * 0.693359375f) + nf * 2.12194440e-4f;
  float p = 1.0f / 720.0f;
  p = p * r + 1.0f / 120.0f;
  p = p * r + 1.0f / 24.0f;
  p = p * r + 1.0f / 6.0f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * bitsToFloat(static_cast<std::uint32_t>(n + 127) << 23);
}

/// Φ(x), the normal distribution function, given e = exp(-x²/2): Abramowitz and Stegun 7.1.26,
/// absolute error below 1e-7; the lower tail is made without cancellation.
static inline float normalCdf(float x, float e) {
  const float t = 1.0f / (1.0f + 0.3275911f * 0.70710678f * (x < 0 ? -x : x));
  float p = 1.061405429f;
  p = p * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  const float tail = 0.5f * p * t * e;
  return x < 0 ? tail : 1.0f - tail;
}

/// The mask of one op call: element i is kept when noiseBits(i) >= threshold, and then multiplied
/// by `scale` = 1 / (1 - p).
struct DropMask {
  std::uint32_t low = 0;  ///< lower and upper half of the call's key
  std::uint32_t high = 0;
  std::uint32_t threshold = 0;  ///< p·2^32; 0 keeps everything
  float scale = 1;
  std::int64_t offset = 0;  ///< number of element 0 of the tensor, a part of a larger one
};

/// 32 well-mixed bits of element `index` (multiply-and-shift rounds as in Murmur3's finaliser).
static inline std::uint32_t noiseBits(std::uint32_t index, std::uint32_t low, std::uint32_t high) {
  std::uint32_t x = index * 0x9E3779B9u + low;
  x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
  x ^= high;
  x = (x ^ (x >> 13)) * 0xC2B2AE35u;
  return x ^ (x >> 16);
}

/// The mask for elements whose index has `upper` above its lowest 32 bits.
static inline DropMask maskForUpper(DropMask mask, std::uint64_t upper) {
  mask.low += static_cast<std::uint32_t>(upper) * 0x7F4A7C15u;
  mask.high ^= static_cast<std::uint32_t>(upper) * 0xD1B54A33u;
  return mask;
}

}  // namespace lafs::ops
