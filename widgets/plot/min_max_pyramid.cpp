// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/min_max_pyramid.h"

#include <algorithm>
#include <limits>

namespace lafs {

namespace {

constexpr std::size_t kBlock = 32;  // values in a block of the first level
constexpr std::size_t kFan = 8;     // blocks of a level in a block of the next
constexpr std::size_t kLanes = 8;
constexpr double kNone = std::numeric_limits<double>::infinity();

/// Extremes of a whole first-level block; lanes apart, so that the compiler can use vectors.
void blockExtremes(const double* values, double floor, double& minimum, double& maximum) {
  double low[kLanes];
  double high[kLanes];
  std::fill(low, low + kLanes, kNone);
  std::fill(high, high + kLanes, -kNone);
  for (std::size_t start = 0; start < kBlock; start += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double value = values[start + lane];
      const double forLow = value > floor ? value : kNone;
      low[lane] = forLow < low[lane] ? forLow : low[lane];
      const double forHigh = value > floor ? value : -kNone;
      high[lane] = forHigh > high[lane] ? forHigh : high[lane];
    }
  }
  minimum = *std::min_element(low, low + kLanes);
  maximum = *std::max_element(high, high + kLanes);
}

}  // namespace

/// Either one value (level = -1, index = its position) or a block of a level.
struct MinMaxPyramid::Place {
  int level = -1;
  std::size_t index = 0;
};

MinMaxPyramid::MinMaxPyramid(double floor) : floor_(floor) {}
MinMaxPyramid::MinMaxPyramid() : MinMaxPyramid(-kNone) {}

void MinMaxPyramid::extendFirst(const double* values, std::size_t count) {
  if (levels_.empty()) levels_.emplace_back();
  Level& first = levels_.front();
  const std::size_t blocks = (count + kBlock - 1) / kBlock;
  const std::size_t from = size_ / kBlock;
  first.minimum.resize(blocks);
  first.maximum.resize(blocks);
  for (std::size_t block = from; block < blocks; ++block) {
    const std::size_t begin = block * kBlock;
    if (begin + kBlock <= count) {
      blockExtremes(values + begin, floor_, first.minimum[block], first.maximum[block]);
      continue;
    }
    double low = kNone;
    double high = -kNone;
    for (std::size_t i = begin; i < count; ++i) {
      if (!counts(values[i])) continue;
      low = std::min(low, values[i]);
      high = std::max(high, values[i]);
    }
    first.minimum[block] = low;
    first.maximum[block] = high;
  }
}

void MinMaxPyramid::extendAbove(std::size_t level, std::size_t fromBlock) {
  if (levels_.size() == level) levels_.emplace_back();
  const Level& below = levels_[level - 1];
  Level& own = levels_[level];
  const std::size_t blocks = (below.minimum.size() + kFan - 1) / kFan;
  own.minimum.resize(blocks);
  own.maximum.resize(blocks);
  for (std::size_t block = fromBlock; block < blocks; ++block) {
    const std::size_t begin = block * kFan;
    const std::size_t end = std::min(begin + kFan, below.minimum.size());
    own.minimum[block] = *std::min_element(&below.minimum[begin], below.minimum.data() + end);
    own.maximum[block] = *std::max_element(&below.maximum[begin], below.maximum.data() + end);
  }
}

void MinMaxPyramid::extend(const double* values, std::size_t count) {
  if (count <= size_) return;
  std::size_t from = size_ / kBlock;
  extendFirst(values, count);
  for (std::size_t level = 1; levels_[level - 1].minimum.size() > 1; ++level) {
    from /= kFan;
    extendAbove(level, from);
  }
  size_ = count;
}

template <typename Better>
std::size_t MinMaxPyramid::locate(const double* values, Place place, double value,
                                  std::vector<double> Level::*side, Better better) const {
  std::size_t index = place.index;
  for (int level = place.level; level > 0; --level) {
    const std::vector<double>& below = levels_[static_cast<std::size_t>(level) - 1].*side;
    index *= kFan;
    while (better(value, below[index])) ++index;
  }
  if (place.level < 0) return index;
  index *= kBlock;
  while (values[index] != value) ++index;
  return index;
}

Extremes MinMaxPyramid::over(const double* values, std::size_t begin, std::size_t end) const {
  Extremes found;
  found.minimum = kNone;
  found.maximum = -kNone;
  Place low;
  Place high;
  const auto take = [&](double minimum, double maximum, Place place) {
    // From left to right, strictly better only: the first position wins.
    if (minimum < found.minimum) {
      found.minimum = minimum;
      low = place;
    }
    if (maximum > found.maximum) {
      found.maximum = maximum;
      high = place;
    }
  };
  std::size_t at = begin;
  while (at < end) {
    int level = -1;
    std::size_t span = 1;
    // The largest whole block that begins here and ends within the stretch.
    for (std::size_t next = kBlock; at % next == 0 && at + next <= end; next *= kFan) {
      ++level;
      span = next;
      if (static_cast<std::size_t>(level) + 1 == levels_.size()) break;
    }
    if (level < 0) {
      if (counts(values[at])) take(values[at], values[at], {-1, at});
    } else {
      const auto& blocks = levels_[static_cast<std::size_t>(level)];
      const std::size_t block = at / span;
      take(blocks.minimum[block], blocks.maximum[block], {level, block});
    }
    at += span;
  }
  found.any = found.minimum <= found.maximum;
  if (!found.any) return found;
  found.minimumAt = locate(values, low, found.minimum, &Level::minimum, std::less<double>());
  found.maximumAt = locate(values, high, found.maximum, &Level::maximum, std::greater<double>());
  return found;
}

}  // namespace lafs
