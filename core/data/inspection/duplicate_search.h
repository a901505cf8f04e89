// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/picture_hash.h"

namespace lafs {

/// Largest distance, in bits of LooksHash, at which the search is exhaustive: with 16 pieces of the
/// hash, at most 15 different bits leave one piece untouched.
constexpr int kMostBitsApart = 15;

/// Default of `data inspect`: re-encoded and resized copies are mostly below, different photographs
/// of one person far above (tests/core/data/test_duplicate_search.cpp measures both).
constexpr int kNearBits = 12;

/// Two pictures that look alike.
struct NearPair {
  std::uint32_t first = 0, second = 0;  ///< into the hashes; first < second
  int bits = 0;                         ///< how many differ
};

/// All pairs of `hashes` at most `bits` (0 … kMostBitsApart) apart, ascending; `complete` becomes
/// false when pieces that very many pictures share made it give up on some pairs.
std::vector<NearPair> findNearPairs(const std::vector<LooksHash>& hashes, int bits, bool& complete);

/// Groups of equal values: each a list of two positions or more, ascending, ordered by the first.
std::vector<std::vector<std::uint32_t>> findEqual(const std::vector<PixelHash>& hashes);

/// What pairs connect, as groups like those of findEqual.
std::vector<std::vector<std::uint32_t>> connectedGroups(std::size_t count,
                                                        const std::vector<NearPair>& pairs);

}  // namespace lafs
