// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/pair_flips.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace lafs {

namespace {

bool isWrong(double score, double threshold, bool same) {
  return (score >= threshold) != same;
}

/// Farthest beyond the threshold first.
void sortByMargin(std::vector<std::uint32_t>& pairs, const std::vector<double>& score,
                  double threshold) {
  std::stable_sort(pairs.begin(), pairs.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::abs(score[a] - threshold) > std::abs(score[b] - threshold);
  });
}

}  // namespace

PairFlips pairFlips(const std::vector<double>& scoreA, double thresholdA,
                    const std::vector<double>& scoreB, double thresholdB,
                    const std::vector<bool>& same) {
  require(scoreA.size() == same.size() && scoreB.size() == same.size(),
          "two runs are compared on the same pairs");
  PairFlips flips;
  for (std::uint32_t i = 0; i < same.size(); ++i) {
    const bool wrongA = isWrong(scoreA[i], thresholdA, same[i]);
    const bool wrongB = isWrong(scoreB[i], thresholdB, same[i]);
    if (wrongA && !wrongB) flips.fixed.push_back(i);
    if (wrongB && !wrongA) flips.broken.push_back(i);
  }
  sortByMargin(flips.fixed, scoreA, thresholdA);
  sortByMargin(flips.broken, scoreB, thresholdB);
  return flips;
}

}  // namespace lafs
