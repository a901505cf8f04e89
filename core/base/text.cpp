// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace lafs {

namespace {

std::string folded(std::string_view text) {
  std::string plain(text);
  for (char& letter : plain) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (letter == '-') letter = '_';
  }
  return plain;
}

std::string twoParts(long long large, const char* largeUnit, long long small,
                     const char* smallUnit) {
  char text[64];
  std::snprintf(text, sizeof text, "%lld %s %02lld %s", large, largeUnit, small, smallUnit);
  return text;
}

/// std::from_chars knows no leading plus.
std::string_view withoutPlus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

}  // namespace

std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> beforeLast, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return last[b.size()];
}

std::string nearestName(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string wanted = folded(name);
  std::string best;
  std::size_t bestDistance = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = editDistance(wanted, folded(candidate));
    if (best.empty() || distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  const std::size_t length = std::max(wanted.size(), best.size());
  return bestDistance * 3 <= std::max<std::size_t>(length, 3) ? best : std::string();
}

std::string join(const std::vector<std::string>& values, std::string_view separator) {
  std::string text;
  for (const std::string& value : values) {
    if (&value != &values.front()) text += separator;
    text += value;
  }
  return text;
}

std::string formatNumber(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  if (value == std::trunc(value) && std::abs(value) < 1e15) {
    return std::to_string(static_cast<long long>(value));
  }
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  // "1e-04" -> "1e-4", "5e+05" -> "5e5"
  const std::size_t e = text.find('e');
  if (e != std::string::npos) {
    std::string exponent = text.substr(e + 1);
    const bool negative = exponent[0] == '-';
    exponent.erase(0, 1);
    exponent.erase(0, std::min(exponent.find_first_not_of('0'), exponent.size() - 1));
    text = text.substr(0, e + 1) + (negative ? "-" : "") + exponent;
  }
  return text;
}

std::string withThousands(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string formatDuration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "unknown";
  if (seconds < 9.95) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", seconds);
    return text;
  }
  const long long whole = std::llround(seconds);
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return twoParts(whole / 60, "min", whole % 60, "s");
  const long long minutes = std::llround(seconds / 60);
  if (minutes < 24 * 60) return twoParts(minutes / 60, "h", minutes % 60, "min");
  const long long hours = std::llround(seconds / 3600);
  return twoParts(hours / 24, "d", hours % 24, "h");
}

std::optional<double> parseNumber(std::string_view text) {
  text = withoutPlus(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  if (!std::isfinite(value)) return {};
  return value;
}

std::optional<std::int64_t> parseInteger(std::string_view text) {
  text = withoutPlus(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

namespace {

/// "2:30:00" or "30:00".
std::optional<double> parseClock(std::string_view text) {
  double seconds = 0;
  int parts = 0;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const auto part = parseInteger(text.substr(0, colon));
    if (!part || *part < 0 || (parts > 0 && *part > 59)) return {};
    seconds = seconds * 60 + static_cast<double>(*part);
    ++parts;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return {};
  }
  if (parts < 2 || parts > 3) return {};
  return seconds;
}

std::optional<double> secondsOf(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    default:
      return {};
  }
}

}  // namespace

std::optional<double> parseDuration(std::string_view text) {
  std::optional<double> seconds;
  if (text.find(':') != std::string_view::npos) {
    seconds = parseClock(text);
  } else if (const auto plain = parseNumber(text)) {
    seconds = plain;
  } else {
    seconds = 0;
    while (!text.empty()) {
      const std::size_t end = text.find_first_not_of("0123456789.");
      if (end == std::string_view::npos) return {};
      const auto number = parseNumber(text.substr(0, end));
      const auto unit = secondsOf(text[end]);
      if (!number || !unit) return {};
      *seconds += *number * *unit;
      text.remove_prefix(end + 1);
    }
  }
  if (!seconds || *seconds <= 0) return {};
  return seconds;
}

}  // namespace lafs
