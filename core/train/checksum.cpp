// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checksum.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "core/base/error.h"

namespace lafs {

namespace {

// The algorithm's five primes.
constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87ULL;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FULL;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9ULL;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63ULL;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5ULL;

std::uint64_t rotated(std::uint64_t value, int bits) {
  return (value << bits) | (value >> (64 - bits));
}

template <class Word>
std::uint64_t wordAt(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);  // little-endian machines only, as safetensors assumes
  return word;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t word) {
  return rotated(lane + word * kPrime2, 31) * kPrime1;
}

std::uint64_t merged(std::uint64_t hash, std::uint64_t lane) {
  return (hash ^ round(0, lane)) * kPrime1 + kPrime4;
}

}  // namespace

Xxh64::Xxh64() : lanes_{kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1} {}

void Xxh64::consume(const char* stripe) {
  for (std::size_t i = 0; i < 4; ++i) {
    lanes_[i] = round(lanes_[i], wordAt<std::uint64_t>(stripe + 8 * i));
  }
}

void Xxh64::update(std::string_view bytes) {
  total_ += bytes.size();
  if (pendingSize_ > 0) {
    const std::size_t taken = std::min(bytes.size(), pending_.size() - pendingSize_);
    std::memcpy(pending_.data() + pendingSize_, bytes.data(), taken);
    pendingSize_ += taken;
    bytes.remove_prefix(taken);
    if (pendingSize_ < pending_.size()) return;
    consume(pending_.data());
    pendingSize_ = 0;
  }
  for (; bytes.size() >= pending_.size(); bytes.remove_prefix(pending_.size())) {
    consume(bytes.data());
  }
  std::copy(bytes.begin(), bytes.end(), pending_.begin());
  pendingSize_ = bytes.size();
}

std::uint64_t Xxh64::digest() const {
  std::uint64_t hash = kPrime5;
  if (total_ >= pending_.size()) {
    hash = rotated(lanes_[0], 1) + rotated(lanes_[1], 7) + rotated(lanes_[2], 12) +
           rotated(lanes_[3], 18);
    for (const std::uint64_t lane : lanes_) hash = merged(hash, lane);
  }
  hash += total_;
  const char* rest = pending_.data();
  std::size_t left = pendingSize_;
  for (; left >= 8; rest += 8, left -= 8) {
    hash = rotated(hash ^ round(0, wordAt<std::uint64_t>(rest)), 27) * kPrime1 + kPrime4;
  }
  if (left >= 4) {
    hash = rotated(hash ^ (wordAt<std::uint32_t>(rest) * kPrime1), 23) * kPrime2 + kPrime3;
    rest += 4;
    left -= 4;
  }
  for (; left > 0; ++rest, --left) {
    hash = rotated(hash ^ (wordAt<std::uint8_t>(rest) * kPrime5), 11) * kPrime1;
  }
  hash = (hash ^ (hash >> 33)) * kPrime2;
  hash = (hash ^ (hash >> 29)) * kPrime3;
  return hash ^ (hash >> 32);
}

std::uint64_t xxh64(std::string_view bytes) {
  Xxh64 hash;
  hash.update(bytes);
  return hash.digest();
}

FileChecksum fileChecksum(const std::string& path) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (!file) throw UserError(path, std::string("cannot be read: ") + std::strerror(errno));
  Xxh64 hash;
  FileChecksum checksum;
  std::vector<char> block(1 << 20);
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), file.get())) {
    hash.update({block.data(), count});
    checksum.bytes += count;
  }
  if (std::ferror(file.get())) throw UserError(path, "cannot be read to its end");
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash.digest()));
  checksum.digest = digits;
  return checksum;
}

}  // namespace lafs
