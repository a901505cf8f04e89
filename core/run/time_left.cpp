// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/time_left.h"

#include <algorithm>

#include "core/base/text.h"

namespace lafs {

namespace {

constexpr std::int64_t kEnoughSteps = 20;
constexpr double kEnoughSeconds = 30;
constexpr std::size_t kLatest = 40;    ///< observations that count as recent
constexpr double kLeastSpread = 0.05;  ///< no estimate is better than this

double secondsPerStep(const std::pair<double, std::int64_t>& from,
                      const std::pair<double, std::int64_t>& to) {
  return (to.first - from.first) / static_cast<double>(to.second - from.second);
}

}  // namespace

void TimeLeft::observe(double now, std::int64_t step) {
  if (!seen_.empty() && step < seen_.back().second) seen_.clear();
  if (!seen_.empty() && step == seen_.back().second) return;
  seen_.emplace_back(now, step);
  if (seen_.size() > kLatest + 1) seen_.erase(seen_.begin() + 1);
}

std::optional<TimeRange> TimeLeft::left(std::int64_t steps) const {
  if (steps <= 0 || seen_.size() < 2) return {};
  const auto& first = seen_.front();
  const auto& last = seen_.back();
  const bool enough =
      last.second - first.second >= kEnoughSteps || last.first - first.first >= kEnoughSeconds;
  if (!enough) return {};
  const double whole = secondsPerStep(first, last);
  const double recent = secondsPerStep(seen_[seen_.size() / 2 - 1], last);
  const double remaining = static_cast<double>(std::max<std::int64_t>(0, steps - last.second));
  return TimeRange{remaining * std::min(whole, recent) * (1 - kLeastSpread),
                   remaining * std::max(whole, recent) * (1 + kLeastSpread)};
}

std::string timeLeftText(const std::optional<TimeRange>& range) {
  if (!range) return "—";
  const std::string least = formatDuration(range->least);
  const std::string most = formatDuration(range->most);
  return least == most ? least : least + " – " + most;
}

}  // namespace lafs
