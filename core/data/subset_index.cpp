// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/subset_index.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/base/json.h"
#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

/// Finds pictures by name; learns all names only when a position turns out to be another's.
class NameFinder {
 public:
  explicit NameFinder(const FaceSource& source) : source_(source) {}

  /// -1 when there is no such picture.
  std::int64_t find(const std::string& name, std::optional<std::int64_t> position) {
    if (position && *position >= 0 && *position < source_.size() &&
        source_.imageName(*position) == name) {
      return *position;
    }
    if (byName_.empty()) {
      byName_.reserve(source_.size());
      for (std::int64_t i = 0; i < source_.size(); ++i) byName_.emplace(source_.imageName(i), i);
    }
    const auto found = byName_.find(name);
    return found == byName_.end() ? -1 : found->second;
  }

 private:
  const FaceSource& source_;
  std::unordered_map<std::string, std::int64_t> byName_;
};

struct NamedIndex {
  std::int64_t index = 0;
  std::int64_t line = 0;
};

std::vector<NamedIndex> fromLines(std::string_view text, const FaceSource& source,
                                  ListProblems& problems) {
  NameFinder finder(source);
  std::vector<NamedIndex> found;
  LineScanner lines(text);
  for (std::string_view line; lines.next(line);) {
    if (withoutSpaces(line).empty()) continue;
    const std::vector<std::string_view> cells = splitAt(line, '\t');
    if (cells.size() < 3 || cells.back().empty()) {
      problems.add(
          lines.number(),
          "found " + quotedField(line) + ", expected position, label and name of a picture",
          "separate them by tabs; `data subset` writes such files");
      continue;
    }
    const std::int64_t index = finder.find(std::string(cells.back()), integerField(cells.front()));
    if (index < 0) {
      problems.add(lines.number(), "the data has no picture " + quotedField(cells.back()),
                   "write the index from the same data, and mind data.test_fraction: identities "
                   "that are held out are not there for training");
      continue;
    }
    found.push_back({index, lines.number()});
  }
  return found;
}

std::vector<NamedIndex> fromJson(const Json& json, const FaceSource& source,
                                 ListProblems& problems) {
  std::vector<NamedIndex> found;
  if (!json.contains("index") || !json["index"].is_array()) {
    problems.add(0, "has no list \"index\"", "expected {\"index\": [0, 1, …]}");
    return found;
  }
  for (const Json& entry : json["index"]) {
    const double position = entry.is_number() ? entry.get<double>() : -1;
    if (position < 0 || position >= static_cast<double>(source.size()) ||
        position != std::floor(position)) {
      problems.add(0,
                   "holds " + quotedField(entry.dump()) + ", expected a position from 0 to " +
                       std::to_string(source.size() - 1),
                   "write the index from the same data");
      continue;
    }
    found.push_back({static_cast<std::int64_t>(position), 0});
  }
  return found;
}

}  // namespace

std::string subsetIndexText(const FaceSource& source, const std::vector<std::int64_t>& chosen) {
  std::string text;
  for (const std::int64_t index : chosen) {
    text += std::to_string(index) + '\t' + std::to_string(source.label(index)) + '\t' +
            source.imageName(index) + '\n';
  }
  return text;
}

std::vector<std::int64_t> parseSubsetIndex(std::string_view text, const std::string& file,
                                           const FaceSource& source) {
  ListProblems problems(file);
  const std::string_view start = withoutSpaces(text.substr(0, 64));
  std::vector<NamedIndex> named;
  if (!start.empty() && start.front() == '{') {
    const Json json = Json::parse(text, nullptr, /*throw=*/false);
    if (json.is_discarded())
      problems.add(0, "is no JSON", "");
    else
      named = fromJson(json, source, problems);
  } else {
    named = fromLines(text, source, problems);
  }
  if (named.empty() && problems.empty()) problems.add(0, "names no picture", "");
  std::sort(named.begin(), named.end(), [](const NamedIndex& a, const NamedIndex& b) {
    return a.index != b.index ? a.index < b.index : a.line < b.line;
  });
  std::vector<std::int64_t> indices;
  for (const NamedIndex& one : named) {
    if (!indices.empty() && indices.back() == one.index) {
      problems.add(one.line, quotedField(source.imageName(one.index)) + " is named twice");
      continue;
    }
    indices.push_back(one.index);
  }
  problems.throwIfAny();
  return indices;
}

std::vector<std::int64_t> readSubsetIndex(const std::string& path, const FaceSource& source) {
  const MappedFile file(path);
  return parseSubsetIndex(file.text(), path, source);
}

}  // namespace lafs
