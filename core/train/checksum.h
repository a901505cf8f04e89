// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace lafs {

/// XXH64 (the published algorithm, seed 0) of bytes that arrive in pieces. Finds torn and damaged
/// files at the speed of memory, where SHA-256 would hold training up for gigabytes; no protection
/// against somebody who means to deceive.
class Xxh64 {
 public:
  Xxh64();
  void update(std::string_view bytes);
  std::uint64_t digest() const;

 private:
  void consume(const char* stripe);
  std::array<std::uint64_t, 4> lanes_;
  std::array<char, 32> pending_{};
  std::size_t pendingSize_ = 0;
  std::uint64_t total_ = 0;
};

std::uint64_t xxh64(std::string_view bytes);

/// Digest of a file's content as 16 hexadecimal digits, and its size; UserError when it cannot be
/// read.
struct FileChecksum {
  std::uint64_t bytes = 0;
  std::string digest;
};
FileChecksum fileChecksum(const std::string& path);

}  // namespace lafs
