// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// Smallest number of insertions, deletions, replacements and swaps of neighbours that turn `a`
/// into `b` (optimal string alignment), in bytes.
std::size_t editDistance(std::string_view a, std::string_view b);

/// The candidate that someone who typed `name` most likely meant: at most a third of its letters
/// differ (case and '-' against '_' count nothing). Empty when nothing is near.
std::string nearestName(std::string_view name, const std::vector<std::string>& candidates);

/// `values` with `separator` between them.
std::string join(const std::vector<std::string>& values, std::string_view separator);

/// Shortest text that reads back as exactly this number; whole numbers below 1e15 are written out:
/// "2", "100000", "0.1", "1e-4", "nan", "inf".
std::string formatNumber(double value);

/// 15280736 -> "15,280,736".
std::string withThousands(std::int64_t value);

/// Length of time for people: "0.4 s", "12 s", "3 min 05 s", "2 h 07 min", "3 d 04 h".
std::string formatDuration(double seconds);

/// Seconds that a length of time stands for: "90" (seconds), "45s", "30m", "2h", "1d", "1h30m", or
/// hours as "2:30:00"; nothing for anything else or for no time at all.
std::optional<double> parseDuration(std::string_view text);

/// The whole of `text` as a finite number or a whole number; nothing when it is neither.
std::optional<double> parseNumber(std::string_view text);
std::optional<std::int64_t> parseInteger(std::string_view text);

}  // namespace lafs
