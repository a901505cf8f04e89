// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/ijb_lists.h"

#include <charconv>
#include <limits>
#include <optional>

#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

using Fields = std::vector<std::string_view>;

std::optional<std::int32_t> idField(std::string_view field) {
  const auto value = integerField(field);
  if (!value || *value < 0 || *value > std::numeric_limits<std::int32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int32_t>(*value);
}

/// Calls `take(fields, line number)` for every line that is not blank; it returns false when the
/// fields are not `form`.
template <typename Take>
void readLines(std::string_view text, std::size_t count, const char* form, ListProblems& problems,
               const Take& take) {
  LineScanner lines(text);
  std::string_view line;
  std::int64_t seen = 0;
  while (lines.next(line)) {
    const Fields fields = splitFields(line);
    if (fields.empty()) continue;
    ++seen;
    if (fields.size() != count || !take(fields, lines.number())) {
      problems.add(lines.number(), quotedField(line) + " is not \"" + form + "\"");
    }
  }
  if (seen == 0) problems.add(0, "holds no line", std::string("expected \"") + form + "\"");
  problems.throwIfAny();
}

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/// The whole number at `at`, which is moved behind it; nothing unless a blank or a line end
/// follows.
std::optional<std::int32_t> scanId(const char*& at, const char* end) {
  while (at != end && isBlank(*at)) ++at;
  std::int32_t value = 0;
  const auto result = std::from_chars(at, end, value);
  if (result.ec != std::errc() || value < 0) return std::nullopt;
  at = result.ptr;
  if (at != end && !isBlank(*at) && *at != '\n') return std::nullopt;
  return value;
}

/// One line of a pair list, scanned in place: the fields are never cut out. False when it is bad.
bool scanPair(const char*& at, const char* end, IjbPairs& pairs) {
  const auto first = scanId(at, end);
  const auto second = first ? scanId(at, end) : std::nullopt;
  const auto label = second ? scanId(at, end) : std::nullopt;
  if (!label || *label > 1) return false;
  while (at != end && isBlank(*at)) ++at;
  if (at != end && *at != '\n') return false;
  pairs.first.push_back(*first);
  pairs.second.push_back(*second);
  pairs.genuine.push_back(static_cast<std::uint8_t>(*label));
  return true;
}

}  // namespace

std::vector<IjbFace> parseIjbFaces(std::string_view text, const std::string& file) {
  std::vector<IjbFace> faces;
  ListProblems problems(file);
  readLines(text, 3, "image template-id media-id", problems,
            [&](const Fields& fields, std::int64_t line) {
              const auto templateId = idField(fields[1]), mediaId = idField(fields[2]);
              if (!templateId || !mediaId) return false;
              checkStaysBelow(fields[0], line, problems);
              faces.push_back({std::string(fields[0]), *templateId, *mediaId});
              return true;
            });
  return faces;
}

std::vector<IjbFace> readIjbFaces(const std::string& path) {
  return parseIjbFaces(MappedFile(path).text(), path);
}

std::vector<IjbDetection> parseIjbDetections(std::string_view text, const std::string& file) {
  std::vector<IjbDetection> detections;
  ListProblems problems(file);
  readLines(text, 12, "image x1 y1 … x5 y5 score", problems,
            [&](const Fields& fields, std::int64_t line) {
              IjbDetection detection;
              detection.image = fields[0];
              checkStaysBelow(fields[0], line, problems);
              for (std::size_t k = 0; k < 11; ++k) {
                const auto value = floatField(fields[k + 1]);
                if (!value) return false;
                (k < 10 ? detection.points[k] : detection.score) = *value;
              }
              detections.push_back(std::move(detection));
              return true;
            });
  return detections;
}

std::vector<IjbDetection> readIjbDetections(const std::string& path) {
  return parseIjbDetections(MappedFile(path).text(), path);
}

IjbPairs parseIjbPairs(std::string_view text, const std::string& file) {
  IjbPairs pairs;
  ListProblems problems(file);
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::int64_t line = 1; at != end; ++line) {
    const char* const begin = at;
    while (at != end && isBlank(*at)) ++at;
    const bool blank = at == end || *at == '\n';
    if (!blank && !scanPair(at, end, pairs)) {
      while (at != end && *at != '\n') ++at;
      problems.add(line, quotedField({begin, static_cast<std::size_t>(at - begin)}) +
                             " is not \"template-id template-id label\", label 0 or 1");
    }
    if (at != end) ++at;
  }
  if (pairs.first.empty()) problems.add(0, "holds no pair");
  problems.throwIfAny();
  return pairs;
}

IjbPairs readIjbPairs(const std::string& path) {
  return parseIjbPairs(MappedFile(path).text(), path);
}

}  // namespace lafs
