// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/holm.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "core/base/error.h"

namespace lafs {

std::vector<double> holmAdjusted(const std::vector<double>& p) {
  for (const double value : p) require(value >= 0 && value <= 1, "a p-value lies in 0 … 1");
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&p](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, left * p[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

}  // namespace lafs
