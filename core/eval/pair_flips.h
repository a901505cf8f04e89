// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace lafs {

/// Pairs on which two runs disagree, each at its own threshold.
struct PairFlips {
  std::vector<std::uint32_t> fixed;   ///< wrong in A, right in B
  std::vector<std::uint32_t> broken;  ///< right in A, wrong in B
};

/// The scores are of the same pairs in the same order. Each list begins with the pairs that were
/// wrong by most: farthest beyond the threshold of the run that is wrong.
PairFlips pairFlips(const std::vector<double>& scoreA, double thresholdA,
                    const std::vector<double>& scoreB, double thresholdB,
                    const std::vector<bool>& same);

}  // namespace lafs
