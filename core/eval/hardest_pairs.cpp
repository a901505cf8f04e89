// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/hardest_pairs.h"

#include <algorithm>

#include "core/base/error.h"

namespace lafs {

HardestPairs::HardestPairs(const std::vector<double>& score, const std::vector<bool>& same,
                           std::size_t impostorsKept) {
  require(score.size() == same.size(), "one label per score");
  for (std::size_t i = 0; i < score.size(); ++i) {
    (same[i] ? genuine_ : impostors_).push_back({score[i], static_cast<std::uint32_t>(i)});
  }
  // Equal scores keep the order of the pairs, so that a list looks the same every time.
  const auto ascending = [](const Placed& a, const Placed& b) {
    return a.score != b.score ? a.score < b.score : a.place < b.place;
  };
  const auto descending = [](const Placed& a, const Placed& b) {
    return a.score != b.score ? a.score > b.score : a.place < b.place;
  };
  std::sort(genuine_.begin(), genuine_.end(), ascending);
  if (impostors_.size() > impostorsKept) {
    const auto end = impostors_.begin() + static_cast<std::ptrdiff_t>(impostorsKept);
    std::nth_element(impostors_.begin(), end, impostors_.end(), descending);
    impostors_.resize(impostorsKept);
    impostors_.shrink_to_fit();
  }
  std::sort(impostors_.begin(), impostors_.end(), descending);
}

std::int64_t HardestPairs::falseRejectCount(double threshold) const {
  return std::partition_point(genuine_.begin(), genuine_.end(),
                              [&](const Placed& one) { return one.score < threshold; }) -
         genuine_.begin();
}

std::int64_t HardestPairs::falseAcceptCount(double threshold) const {
  return std::partition_point(impostors_.begin(), impostors_.end(),
                              [&](const Placed& one) { return one.score >= threshold; }) -
         impostors_.begin();
}

std::vector<std::uint32_t> HardestPairs::falseRejects(double threshold, std::size_t most) const {
  const auto count = std::min(most, static_cast<std::size_t>(falseRejectCount(threshold)));
  std::vector<std::uint32_t> places;
  for (std::size_t i = 0; i < count; ++i) places.push_back(genuine_[i].place);
  return places;
}

std::vector<std::uint32_t> HardestPairs::falseAccepts(double threshold, std::size_t most) const {
  const auto count = std::min(most, static_cast<std::size_t>(falseAcceptCount(threshold)));
  std::vector<std::uint32_t> places;
  for (std::size_t i = 0; i < count; ++i) places.push_back(impostors_[i].place);
  return places;
}

}  // namespace lafs
