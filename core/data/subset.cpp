// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/data/face_source.h"

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

/// Images of each label, in index order.
std::vector<std::vector<std::int64_t>> byLabel(const FaceSource& source) {
  std::vector<std::vector<std::int64_t>> images(source.identities());
  for (std::int64_t i = 0; i < source.size(); ++i) images[source.label(i)].push_back(i);
  return images;
}

/// Keeps the first `shots` of each identity in an order that depends on the seed and the identity
/// alone; so fewer shots are among more shots, whatever else is chosen.
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

std::vector<std::int64_t> selectRandom(const FaceSource& source, const SubsetSpec& subset,
                                       std::uint64_t seed) {
  std::vector<std::vector<std::int64_t>> images = byLabel(source);
  RandomStream random({kIdentityKey, seed});
  const std::vector<std::int64_t> order = random.permutation(source.identities());
  const std::int64_t people = shareOf(subset.identityFraction, source.identities());
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
std::vector<std::int64_t> selectPrefix(const FaceSource& source, const SubsetSpec& subset) {
  const std::int64_t entries = shareOf(subset.identityFraction, source.size());
  std::unordered_map<std::int64_t, std::int64_t> taken;
  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 0; i < entries; ++i) {
    if (subset.images > 0 && static_cast<std::int64_t>(chosen.size()) == subset.images) break;
    if (subset.shots > 0 && taken[source.label(i)]++ >= subset.shots) continue;
    chosen.push_back(i);
  }
  return chosen;
}

}  // namespace

std::vector<std::int64_t> selectSubset(const FaceSource& source, const SubsetSpec& subset,
                                       std::uint64_t seed) {
  if (subset.identityFraction >= 1 && subset.shots == 0 && subset.images == 0) {
    std::vector<std::int64_t> all(source.size());
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return all;
  }
  if (subset.selection == "prefix") return selectPrefix(source, subset);
  if (subset.selection == "random") return selectRandom(source, subset, seed);
  throw UserError("subset.selection",
                  "'" + subset.selection + "' is unknown, expected random or prefix");
}

}  // namespace lafs
