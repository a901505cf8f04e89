// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pair_sampling.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/random_stream.h"

namespace lafs {

namespace {

constexpr std::uint64_t kFoldKey = 0x666f6c64;
constexpr std::uint64_t kDealKey = 0x6465616c;

/// Shuffles `values` and keeps at most `count`.
void keepRandom(std::vector<FacePair>& values, std::int64_t count, RandomStream& random) {
  const auto total = static_cast<std::int64_t>(values.size());
  const std::vector<std::int64_t> order = random.permutation(total);
  std::vector<FacePair> chosen;
  for (std::int64_t k = 0; k < std::min(total, count); ++k) chosen.push_back(values[order[k]]);
  values = std::move(chosen);
}

/// Different pairs among the people `group`, `count` of them, no pair twice while there are others.
void addDifferent(const std::vector<std::int64_t>& group, std::int64_t images, std::int64_t count,
                  RandomStream& random, std::vector<FacePair>& out) {
  const auto people = static_cast<std::int64_t>(group.size());
  std::unordered_set<std::uint64_t> seen;
  for (std::int64_t tries = 0; count > 0; ++tries) {
    const std::int64_t a = random.below(people);
    std::int64_t b = random.below(people - 1);
    if (b >= a) ++b;
    const std::int64_t first = group[a] * images + 2 * random.below((images + 1) / 2);
    const std::int64_t second = group[b] * images + 1 + 2 * random.below(images / 2);
    const std::uint64_t key =
        mixKeys({static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(second)});
    const bool exhausted = tries > 100 * count + 1000;
    if (!seen.insert(key).second && !exhausted) continue;
    out.push_back({first, second, false});
    --count;
  }
}

std::vector<FacePair> samePairs(const std::vector<std::int64_t>& images) {
  std::vector<FacePair> pairs;
  for (std::size_t i = 0; i < images.size(); ++i) {
    for (std::size_t j = i + 1; j < images.size(); ++j)
      pairs.push_back({images[i], images[j], true});
  }
  return pairs;
}

/// All different pairs, or `count` of them by seed.
std::vector<FacePair> differentPairs(const FaceSource& source, std::int64_t total,
                                     std::int64_t count, RandomStream& random) {
  std::vector<FacePair> pairs;
  const std::int64_t size = source.size();
  if (total <= 4 * count) {
    for (std::int64_t i = 0; i < size; ++i) {
      for (std::int64_t j = i + 1; j < size; ++j) {
        if (source.label(i) != source.label(j)) pairs.push_back({i, j, false});
      }
    }
    keepRandom(pairs, count, random);
    return pairs;
  }
  std::unordered_set<std::int64_t> seen;
  while (static_cast<std::int64_t>(pairs.size()) < count) {
    const std::int64_t a = random.below(size);
    const std::int64_t b = random.below(size);
    const std::int64_t i = std::min(a, b);
    const std::int64_t j = std::max(a, b);
    if (source.label(i) == source.label(j) || !seen.insert(i * size + j).second) continue;
    pairs.push_back({i, j, false});
  }
  return pairs;
}

}  // namespace

std::vector<std::int64_t> foldSizes(std::int64_t count, std::int64_t folds) {
  std::vector<std::int64_t> sizes(folds, count / folds);
  for (std::int64_t k = 0; k < count % folds; ++k) ++sizes[k];
  return sizes;
}

std::vector<FacePair> drawChallengePairs(std::int64_t people, std::int64_t images,
                                         std::int64_t folds, std::int64_t most,
                                         std::uint64_t seed) {
  require(folds > 0 && images >= 2 && people >= 2 * folds, "too few people for the folds");
  const std::vector<std::int64_t> groupSizes = foldSizes(people, folds);
  const std::int64_t each = ((images + 1) / 2) * (images / 2);  // same pairs of one person
  const std::int64_t perFold =
      std::max<std::int64_t>(1, std::min(most / folds, each * groupSizes.back()));
  std::vector<FacePair> pairs;
  std::int64_t person = 0;
  for (std::int64_t fold = 0; fold < folds; ++fold) {
    RandomStream random({kFoldKey, seed, static_cast<std::uint64_t>(fold)});
    std::vector<std::int64_t> group(groupSizes[fold]);
    std::iota(group.begin(), group.end(), person);
    person += groupSizes[fold];
    std::vector<FacePair> same;
    for (std::int64_t p : group) {
      for (std::int64_t a = 0; a < images; a += 2) {
        for (std::int64_t b = 1; b < images; b += 2) {
          same.push_back({p * images + a, p * images + b, true});
        }
      }
    }
    keepRandom(same, perFold, random);
    pairs.insert(pairs.end(), same.begin(), same.end());
    addDifferent(group, images, perFold, random, pairs);
  }
  return pairs;
}

std::vector<FacePair> dealAllPairs(const FaceSource& source, std::int64_t folds, std::int64_t most,
                                   std::uint64_t seed) {
  std::vector<std::vector<std::int64_t>> people(source.identities());
  for (std::int64_t i = 0; i < source.size(); ++i) people[source.label(i)].push_back(i);
  RandomStream random({kDealKey, seed});
  std::vector<std::vector<FacePair>> same;
  std::int64_t sameTotal = 0;
  for (const auto& images : people) {
    same.push_back(samePairs(images));
    sameTotal += static_cast<std::int64_t>(same.back().size());
  }
  const std::int64_t allTotal = source.size() * (source.size() - 1) / 2;
  const std::int64_t differentTotal = allTotal - sameTotal;
  if (sameTotal == 0 || differentTotal == 0) {
    throw UserError("evaluate.protocols",
                    "all-pairs finds no pair of " +
                        std::string(sameTotal == 0 ? "the same person" : "different people"),
                    "hold out more people, or people with several pictures");
  }
  // One list in dealing order: person by person, so that the folds below cut between people.
  std::vector<FacePair> ordered;
  for (std::int64_t p : random.permutation(source.identities())) {
    ordered.insert(ordered.end(), same[p].begin(), same[p].end());
  }
  if (allTotal > most && sameTotal > most / 2) keepRandom(ordered, most / 2, random);
  sameTotal = static_cast<std::int64_t>(ordered.size());
  const std::vector<FacePair> different =
      differentPairs(source, differentTotal, std::min(differentTotal, most - sameTotal), random);
  const auto total = sameTotal + static_cast<std::int64_t>(different.size());
  std::vector<FacePair> pairs;
  const std::vector<std::int64_t> sizes = foldSizes(total, folds);
  std::int64_t usedSame = 0, usedDifferent = 0;
  for (std::int64_t fold = 0; fold < folds; ++fold) {
    std::int64_t until = sameTotal * (fold + 1) / folds;
    while (until > 0 && until < sameTotal &&
           source.label(ordered[until - 1].first) == source.label(ordered[until].first)) {
      ++until;  // do not cut a person in two
    }
    until = std::min(until, usedSame + sizes[fold]);
    for (; usedSame < until; ++usedSame) pairs.push_back(ordered[usedSame]);
    const auto target = std::accumulate(sizes.begin(), sizes.begin() + fold + 1, std::int64_t{0});
    while (static_cast<std::int64_t>(pairs.size()) < target) {
      if (usedDifferent < total - sameTotal) {
        pairs.push_back(different[usedDifferent++]);
      } else {
        pairs.push_back(ordered[usedSame++]);
      }
    }
  }
  return pairs;
}

}  // namespace lafs
