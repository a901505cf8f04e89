// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace lafs {

/// McNemar's test between two runs that judged the same pairs: only the pairs on which they
/// disagree say anything.
struct McNemar {
  std::int64_t bothRight = 0;
  std::int64_t bothWrong = 0;
  std::int64_t fixed = 0;   ///< wrong in A, right in B
  std::int64_t broken = 0;  ///< right in A, wrong in B
  double p = 1;             ///< exact, two-sided: twice the smaller binomial tail, at most 1
};

/// From the two counts of disagreement.
double mcnemarP(std::int64_t fixed, std::int64_t broken);

/// `rightA` and `rightB` say for each pair, in the same order, whether a run judged it right.
McNemar mcnemar(const std::vector<bool>& rightA, const std::vector<bool>& rightB);

}  // namespace lafs
