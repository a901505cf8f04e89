// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Eight numbers side by side, as the compiler's vector types. What these types do badly (bytes to
// numbers and back) is written with AVX2 instructions where the file is compiled for them.
// Everything is private to the including file, because the same names mean other code there.

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define LAFS_INLINE static inline __attribute__((always_inline))

namespace lafs {
namespace {

constexpr std::size_t kLanes = 8;

typedef float Floats __attribute__((vector_size(32)));
typedef std::int32_t Ints __attribute__((vector_size(32)));

#ifdef __AVX2__

LAFS_INLINE Ints widen(std::uint64_t bytes) {
  return (Ints)_mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<long long>(bytes)));
}

/// Each lane must be in 0 … 255.
LAFS_INLINE std::uint64_t narrow(Ints values) {
  const __m256i words = _mm256_packus_epi32((__m256i)values, (__m256i)values);
  const __m256i bytes = _mm256_packus_epi16(words, words);
  const __m128i both =
      _mm_unpacklo_epi32(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(both));
}

LAFS_INLINE Floats toFloats(Ints values) {
  return (Floats)_mm256_cvtepi32_ps((__m256i)values);
}

LAFS_INLINE Ints truncate(Floats values) {
  return (Ints)_mm256_cvttps_epi32((__m256)values);
}

LAFS_INLINE Floats larger(Floats a, Floats b) {
  return (Floats)_mm256_max_ps((__m256)a, (__m256)b);
}

LAFS_INLINE Floats smaller(Floats a, Floats b) {
  return (Floats)_mm256_min_ps((__m256)a, (__m256)b);
}

#else

LAFS_INLINE Ints widen(std::uint64_t bytes) {
  std::uint8_t parts[kLanes];
  std::memcpy(parts, &bytes, sizeof parts);
  Ints values;
  for (std::size_t i = 0; i < kLanes; ++i) values[i] = parts[i];
  return values;
}

LAFS_INLINE std::uint64_t narrow(Ints values) {
  std::uint8_t parts[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) parts[i] = static_cast<std::uint8_t>(values[i]);
  std::uint64_t bytes;
  std::memcpy(&bytes, parts, sizeof bytes);
  return bytes;
}

LAFS_INLINE Floats toFloats(Ints values) {
  return __builtin_convertvector(values, Floats);
}

LAFS_INLINE Ints truncate(Floats values) {
  return __builtin_convertvector(values, Ints);
}

LAFS_INLINE Floats larger(Floats a, Floats b) {
  return a > b ? a : b;
}

LAFS_INLINE Floats smaller(Floats a, Floats b) {
  return a < b ? a : b;
}

#endif

LAFS_INLINE Floats same(float value) {
  return value - Floats{};
}

/// The next `count` (at most 8) bytes; lanes beyond are 0.
LAFS_INLINE Ints loadBytes(const std::uint8_t* from, std::size_t count) {
  std::uint64_t bytes = 0;
  if (count >= kLanes) {
    std::memcpy(&bytes, from, kLanes);
  } else {
    std::memcpy(&bytes, from, count);
  }
  return widen(bytes);
}

/// Stores the first `count` (at most 8) lanes, each in 0 … 255.
LAFS_INLINE void storeBytes(std::uint8_t* to, Ints values, std::size_t count) {
  const std::uint64_t bytes = narrow(values);
  if (count >= kLanes) {
    std::memcpy(to, &bytes, kLanes);
  } else {
    std::memcpy(to, &bytes, count);
  }
}

LAFS_INLINE Floats clipToByte(Floats values) {
  return smaller(larger(values, Floats{}), same(255.0f));
}

}  // namespace
}  // namespace lafs
