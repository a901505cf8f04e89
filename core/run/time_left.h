// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace lafs {

/// Seconds still to go, as a range: what the whole observation and its latest part suggest.
struct TimeRange {
  double least = 0;
  double most = 0;
};

/// Estimates when a run will be done from how its steps went while it was watched. Says nothing
/// before 20 steps or 30 seconds have been seen: the first steps are no guide. Not thread-safe.
class TimeLeft {
 public:
  /// `now` in seconds on any clock that does not go back. A step that went back (a resume) begins
  /// the observation anew.
  void observe(double now, std::int64_t step);
  /// Nothing when it is not known: too early, no total, or no progress.
  std::optional<TimeRange> left(std::int64_t steps) const;

 private:
  std::deque<std::pair<double, std::int64_t>> seen_;  ///< the first, then the latest ones
};

/// "1 min 40 s – 2 min 10 s", one value when both read the same, "—" when not known.
std::string timeLeftText(const std::optional<TimeRange>& range);

}  // namespace lafs
