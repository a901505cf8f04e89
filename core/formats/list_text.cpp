// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/list_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lafs {

namespace {

constexpr std::int64_t kMostProblems = 20;
constexpr std::size_t kMostQuoted = 80;

bool isControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

template <typename Number>
std::optional<Number> wholeField(std::string_view field) {
  Number value{};
  const char* end = field.data() + field.size();
  const auto result = std::from_chars(field.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

LineScanner::LineScanner(std::string_view text) : rest_(text) {
  if (rest_.substr(0, 3) == "\xef\xbb\xbf") rest_.remove_prefix(3);
}

bool LineScanner::next(std::string_view& line) {
  if (rest_.empty()) return false;
  ++line_;
  const std::size_t end = rest_.find('\n');
  line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return true;
}

void ListProblems::add(std::int64_t line, std::string message, std::string remedy) {
  if (++count_ > kMostProblems) return;
  const std::string where = line > 0 ? file_ + ":" + std::to_string(line) : file_;
  problems_.push_back({where, std::move(message), std::move(remedy)});
}

void ListProblems::throwIfAny() const {
  if (empty()) return;
  std::vector<Problem> problems = problems_;
  if (count_ > kMostProblems) {
    problems.push_back({file_, "and " + std::to_string(count_ - kMostProblems) + " more", ""});
  }
  throw UserError(std::move(problems));
}

std::vector<std::string_view> splitFields(std::string_view line) {
  std::vector<std::string_view> fields;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t start = line.find_first_not_of(" \t\r", at);
    if (start == std::string_view::npos) break;
    at = std::min(line.size(), line.find_first_of(" \t\r", start));
    fields.push_back(line.substr(start, at - start));
  }
  return fields;
}

std::vector<std::string_view> splitAt(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t end = line.find(separator);
    fields.push_back(withoutSpaces(line.substr(0, end)));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

std::string_view withoutSpaces(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\r") - start + 1);
}

std::optional<std::int64_t> integerField(std::string_view field) {
  return wholeField<std::int64_t>(field);
}

std::optional<float> floatField(std::string_view field) {
  if (!field.empty() && field.front() == '+') field.remove_prefix(1);
  const auto value = wholeField<float>(field);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

bool staysBelow(std::string_view path) {
  if (std::any_of(path.begin(), path.end(), [](char c) { return isControl(c) || c == '\\'; })) {
    return false;
  }
  std::size_t at = 0;
  while (at <= path.size()) {
    const std::size_t end = std::min(path.size(), path.find('/', at));
    const std::string_view part = path.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") return false;
    at = end + 1;
  }
  return true;
}

void checkStaysBelow(std::string_view path, std::int64_t line, ListProblems& problems) {
  if (staysBelow(path)) return;
  problems.add(line, "the path " + quotedField(path) + " leads out of the folder of the list",
               "paths are relative, without '..' and with '/' between folders");
}

std::string quotedField(std::string_view field) {
  std::string text(field.substr(0, kMostQuoted));
  std::replace_if(text.begin(), text.end(), isControl, '?');
  return "'" + text + (field.size() > kMostQuoted ? "…'" : "'");
}

}  // namespace lafs
