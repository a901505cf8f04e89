// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

#include "core/base/random_stream.h"
#include "core/eval/pair_scores.h"

namespace lafs::test {

/// A population of scores whose TAR at any FAR is known in closed form: impostor scores are
/// standard normal, genuine ones normal around `distance`. Identities have random effects:
/// `impostorEffect` is the standard deviation that each of an impostor pair's two identities adds,
/// `genuineEffect` that of an identity's genuine pairs.
struct ScorePopulation {
  std::int64_t identities = 100;
  int genuinePairs = 4;  ///< of each identity; and one impostor pair for each two identities
  double impostorEffect = 0.3;
  double genuineEffect = 0.5;
  double distance = 2.5;
};

inline PairScores simulatedPairs(const ScorePopulation& population, std::uint64_t seed) {
  RandomStream random({2024, seed, static_cast<std::uint64_t>(population.identities)});
  const std::int64_t n = population.identities;
  std::vector<double> impostorEffect, genuineEffect;
  for (std::int64_t i = 0; i < n; ++i) {
    impostorEffect.push_back(population.impostorEffect * random.normal());
    genuineEffect.push_back(population.genuineEffect * random.normal());
  }
  const double impostorNoise =
      std::sqrt(1 - 2 * population.impostorEffect * population.impostorEffect);
  const double genuineNoise = std::sqrt(1 - population.genuineEffect * population.genuineEffect);
  PairScores pairs;
  pairs.units = n;
  const auto add = [&pairs](double score, bool same, std::int64_t first, std::int64_t second) {
    pairs.score.push_back(score);
    pairs.same.push_back(same);
    pairs.first.push_back(static_cast<std::uint32_t>(first));
    pairs.second.push_back(static_cast<std::uint32_t>(second));
  };
  for (std::int64_t i = 0; i < n; ++i) {
    for (int k = 0; k < population.genuinePairs; ++k) {
      add(population.distance + genuineEffect[i] + genuineNoise * random.normal(), true, i, i);
    }
    for (std::int64_t j = i + 1; j < n; ++j) {
      add(impostorEffect[i] + impostorEffect[j] + impostorNoise * random.normal(), false, i, j);
    }
  }
  return pairs;
}

}  // namespace lafs::test
