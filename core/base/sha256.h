// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lafs {

/// SHA-256 (FIPS 180-4) of bytes that arrive in pieces; names stages and data by their content.
class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  /// The digest as 64 lower-case hexadecimal digits; call once, nothing may follow.
  std::string hex();

 private:
  void compress(const unsigned char* block);
  std::array<std::uint32_t, 8> state_;
  std::array<unsigned char, 64> pending_{};
  std::size_t pendingSize_ = 0;
  std::uint64_t total_ = 0;
};

/// Digest of `bytes`, 64 hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

}  // namespace lafs
