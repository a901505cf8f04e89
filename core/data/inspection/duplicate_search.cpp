// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/duplicate_search.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"

namespace lafs {

namespace {

constexpr int kPieces = 16;
/// Pictures of one piece's value that are compared with one another; far above what faces show, so
/// that only sets full of blank pictures reach it.
constexpr std::size_t kLargestBucket = 20000;
constexpr std::size_t kNeighbours = 64;  ///< compared in a larger bucket

std::uint16_t piece(const LooksHash& hash, int k) {
  return static_cast<std::uint16_t>(hash[k / 4] >> (16 * (k % 4)));
}

/// Whether an earlier piece agrees as well: then that piece's bucket has shown the pair already.
bool agreesBefore(const LooksHash& a, const LooksHash& b, int k) {
  for (int earlier = 0; earlier < k; ++earlier) {
    if (piece(a, earlier) == piece(b, earlier)) return true;
  }
  return false;
}

class Forest {
 public:
  explicit Forest(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::uint32_t{0});
  }
  std::uint32_t root(std::uint32_t k) {
    while (parents_[k] != k) k = parents_[k] = parents_[parents_[k]];
    return k;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a), b = root(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parents_;
};

}  // namespace

std::vector<NearPair> findNearPairs(const std::vector<LooksHash>& hashes, int bits,
                                    bool& complete) {
  require(bits >= 0 && bits <= kMostBitsApart, "findNearPairs: too many bits for its pieces");
  complete = true;
  std::vector<NearPair> pairs;
  std::vector<std::uint32_t> order(hashes.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  for (int k = 0; k < kPieces; ++k) {
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto x = piece(hashes[a], k), y = piece(hashes[b], k);
      if (x != y) return x < y;
      return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : a < b;
    });
    for (std::size_t start = 0, end = 0; start < order.size(); start = end) {
      const std::uint16_t value = piece(hashes[order[start]], k);
      while (end < order.size() && piece(hashes[order[end]], k) == value) ++end;
      const bool whole = end - start <= kLargestBucket;
      complete = complete && whole;
      for (std::size_t i = start; i < end; ++i) {
        const std::size_t last = whole ? end : std::min(end, i + 1 + kNeighbours);
        for (std::size_t j = i + 1; j < last; ++j) {
          const int apart = bitsApart(hashes[order[i]], hashes[order[j]]);
          if (apart > bits || agreesBefore(hashes[order[i]], hashes[order[j]], k)) continue;
          pairs.push_back({std::min(order[i], order[j]), std::max(order[i], order[j]), apart});
        }
      }
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const NearPair& a, const NearPair& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  });
  return pairs;
}

std::vector<std::vector<std::uint32_t>> findEqual(const std::vector<PixelHash>& hashes) {
  std::vector<std::uint32_t> order(hashes.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : a < b;
  });
  std::vector<std::vector<std::uint32_t>> groups;
  for (std::size_t start = 0, end = 0; start < order.size(); start = end) {
    while (end < order.size() && hashes[order[end]] == hashes[order[start]]) ++end;
    if (end - start > 1) groups.emplace_back(order.begin() + start, order.begin() + end);
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

std::vector<std::vector<std::uint32_t>> connectedGroups(std::size_t count,
                                                        const std::vector<NearPair>& pairs) {
  Forest forest(count);
  for (const NearPair& pair : pairs) forest.join(pair.first, pair.second);
  std::vector<std::vector<std::uint32_t>> byRoot(count), groups;
  for (std::uint32_t k = 0; k < count; ++k) byRoot[forest.root(k)].push_back(k);
  for (auto& group : byRoot) {
    if (group.size() > 1) groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace lafs
