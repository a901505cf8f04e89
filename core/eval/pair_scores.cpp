// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/pair_scores.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "core/base/error.h"

namespace lafs {

void checkPairScores(const PairScores& pairs) {
  const std::size_t count = pairs.score.size();
  require(pairs.same.size() == count && pairs.first.size() == count && pairs.second.size() == count,
          "one label and two units for each score");
  require(pairs.unlistedImpostors.empty() ||
              static_cast<std::int64_t>(pairs.unlistedImpostors.size()) == pairs.units,
          "one count of unlisted impostors for each unit");
  const auto inRange = [&pairs](std::uint32_t unit) { return unit <= pairs.units; };
  require(std::all_of(pairs.first.begin(), pairs.first.end(), inRange) &&
              std::all_of(pairs.second.begin(), pairs.second.end(), inRange),
          "a pair's units are among those that exist");
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isfinite(pairs.score[i])) continue;
    throw UserError("scores", "the score of pair " + std::to_string(i) + " is not finite",
                    "the embeddings are damaged: check the checkpoint and its precision");
  }
  const auto genuine = std::count(pairs.same.begin(), pairs.same.end(), true);
  const auto impostor = static_cast<std::int64_t>(count) - genuine;
  if (genuine > 0 && impostor > 0) return;
  throw UserError("pairs",
                  "found " + std::to_string(genuine) + " genuine and " + std::to_string(impostor) +
                      " impostor pairs",
                  "a ROC needs at least one of each");
}

}  // namespace lafs
