// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace lafs {

/// Little-endian numbers in files, whatever this machine's order and the address's alignment.
template <typename Unsigned>
Unsigned loadLittle(const void* bytes) {
  const auto* at = static_cast<const unsigned char*>(bytes);
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value = static_cast<Unsigned>(value | static_cast<Unsigned>(at[i]) << (8 * i));
  }
  return value;
}

template <typename Unsigned>
void appendLittle(std::string& bytes, Unsigned value) {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
}

inline float loadFloat(const void* bytes) {
  const auto bits = loadLittle<std::uint32_t>(bytes);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline void appendFloat(std::string& bytes, float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  appendLittle(bytes, bits);
}

}  // namespace lafs
