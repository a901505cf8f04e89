// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/mcnemar.h"

#include <algorithm>
#include <cstddef>

#include "core/base/error.h"
#include "core/eval/distributions.h"

namespace lafs {

double mcnemarP(std::int64_t fixed, std::int64_t broken) {
  require(fixed >= 0 && broken >= 0, "counts are not negative");
  const std::int64_t disagreements = fixed + broken;
  if (disagreements == 0) return 1;
  return std::min(1.0, 2 * binomialCdf(std::min(fixed, broken), disagreements, 0.5));
}

McNemar mcnemar(const std::vector<bool>& rightA, const std::vector<bool>& rightB) {
  require(rightA.size() == rightB.size(), "both runs judged the same pairs");
  McNemar result;
  for (std::size_t i = 0; i < rightA.size(); ++i) {
    if (rightA[i] == rightB[i]) {
      (rightA[i] ? result.bothRight : result.bothWrong) += 1;
    } else {
      (rightB[i] ? result.fixed : result.broken) += 1;
    }
  }
  result.p = mcnemarP(result.fixed, result.broken);
  return result;
}

}  // namespace lafs
