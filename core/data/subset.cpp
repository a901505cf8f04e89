// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/data/face_source.h"
#include "core/data/subset_index.h"
#include "core/data/subset_order.h"

namespace lafs {

namespace {

constexpr std::uint64_t kIdentityKey = 0x69646e74;
constexpr std::uint64_t kShotKey = 0x73686f74;
constexpr std::uint64_t kImageKey = 0x696d6167;

/// Share of `count`, rounded, at least one.
std::int64_t shareOf(double fraction, std::int64_t count) {
  const auto share = static_cast<std::int64_t>(std::floor(fraction * static_cast<double>(count)));
  return std::min(count, std::max<std::int64_t>(1, share));
}

/// The pictures among which a subset is chosen, in index order.
std::vector<std::int64_t> candidatesOf(const FaceSource& source, const SubsetSpec& subset) {
  if (!subset.index.empty()) return readSubsetIndex(subset.index, source);
  std::vector<std::int64_t> all(source.size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

std::vector<std::int64_t> selectRandom(const FaceSource& source, const SubsetSpec& subset,
                                       const std::vector<std::int64_t>& candidates,
                                       std::uint64_t seed) {
  std::vector<std::vector<std::int64_t>> images(source.identities());
  for (const std::int64_t i : candidates) images[source.label(i)].push_back(i);
  std::vector<std::int64_t> order = identityOrder(source.identities(), seed);
  order.erase(std::remove_if(order.begin(), order.end(),
                             [&](std::int64_t label) { return images[label].empty(); }),
              order.end());
  const std::int64_t people =
      shareOf(subset.identityFraction, static_cast<std::int64_t>(order.size()));
  std::vector<std::int64_t> chosen;
  for (std::int64_t k = 0; k < people; ++k) {
    const std::int64_t label = order[k];
    keepShots(images[label], label, subset.shots, seed);
    chosen.insert(chosen.end(), images[label].begin(), images[label].end());
  }
  const auto count = static_cast<std::int64_t>(chosen.size());
  if (subset.images > 0 && subset.images < count) {
    // By a rank of its own for every image, so that caps nest as well.
    const auto rank = [seed](std::int64_t i) {
      return mixKeys({kImageKey, seed, static_cast<std::uint64_t>(i)});
    };
    std::sort(chosen.begin(), chosen.end(), [&](std::int64_t a, std::int64_t b) {
      return std::make_pair(rank(a), a) < std::make_pair(rank(b), b);
    });
    chosen.resize(subset.images);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

/// The release's rule: the first share of the index, whoever is cut in two by that.
std::vector<std::int64_t> selectPrefix(const FaceSource& source, const SubsetSpec& subset,
                                       const std::vector<std::int64_t>& candidates) {
  const std::int64_t entries =
      shareOf(subset.identityFraction, static_cast<std::int64_t>(candidates.size()));
  std::unordered_map<std::int64_t, std::int64_t> taken;
  std::vector<std::int64_t> chosen;
  for (std::int64_t k = 0; k < entries; ++k) {
    const std::int64_t i = candidates[k];
    if (subset.images > 0 && static_cast<std::int64_t>(chosen.size()) == subset.images) break;
    if (subset.shots > 0 && taken[source.label(i)]++ >= subset.shots) continue;
    chosen.push_back(i);
  }
  return chosen;
}

}  // namespace

std::vector<std::int64_t> identityOrder(std::int64_t count, std::uint64_t seed) {
  RandomStream random({kIdentityKey, seed});
  return random.permutation(count);
}

void keepShots(std::vector<std::int64_t>& images, std::int64_t label, std::int64_t shots,
               std::uint64_t seed) {
  const auto count = static_cast<std::int64_t>(images.size());
  if (shots <= 0 || shots >= count) return;
  RandomStream random({kShotKey, seed, static_cast<std::uint64_t>(label)});
  std::vector<std::int64_t> chosen;
  const std::vector<std::int64_t> order = random.permutation(count);
  for (std::int64_t k = 0; k < shots; ++k) chosen.push_back(images[order[k]]);
  images = std::move(chosen);
}

std::vector<std::int64_t> selectSubset(const FaceSource& source, const SubsetSpec& subset,
                                       std::uint64_t seed) {
  std::vector<std::int64_t> candidates = candidatesOf(source, subset);
  if (subset.identityFraction >= 1 && subset.shots == 0 && subset.images == 0) return candidates;
  if (subset.selection == "prefix") return selectPrefix(source, subset, candidates);
  if (subset.selection == "random") return selectRandom(source, subset, candidates, seed);
  throw UserError("subset.selection",
                  "'" + subset.selection + "' is unknown, expected random or prefix");
}

}  // namespace lafs
