// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/picture_list.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>

#include "core/base/text.h"
#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"
#include "core/formats/record_list.h"

namespace lafs {

namespace {

/// "key label path" or "aligned path class": three columns or more, the first a whole number.
bool isRecordList(std::string_view text) {
  LineScanner lines(text);
  for (std::string_view line; lines.next(line);) {
    if (withoutSpaces(line).empty()) continue;
    const std::vector<std::string_view> cells = splitAt(line, '\t');
    return cells.size() >= 3 && integerField(cells.front());
  }
  return false;
}

std::vector<ListedPicture> fromRecordList(std::string_view text, const std::string& file) {
  std::vector<ListedPicture> pictures;
  for (RecordListEntry& entry : parseRecordList(text, file)) {
    pictures.push_back({std::move(entry.path), formatNumber(entry.labels.front()), entry.line});
  }
  return pictures;
}

struct PathAndLabel {
  std::string_view path, label;
};

PathAndLabel cut(std::string_view line) {
  std::size_t at = line.find('\t');
  if (at == std::string_view::npos) at = line.rfind(',');
  if (at == std::string_view::npos) at = line.rfind(' ');
  if (at == std::string_view::npos) return {line, {}};
  return {withoutSpaces(line.substr(0, at)), withoutSpaces(line.substr(at + 1))};
}

bool isTitle(const PathAndLabel& cells) {
  static constexpr std::array<std::string_view, 6> kPaths = {"path",  "file",    "filename",
                                                             "image", "picture", "name"};
  static constexpr std::array<std::string_view, 6> kLabels = {"label",  "identity", "class",
                                                              "person", "id",       "subject"};
  const auto among = [](const auto& words, std::string_view cell) {
    std::string lower(cell);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return std::find(words.begin(), words.end(), lower) != words.end();
  };
  return among(kPaths, cells.path) && among(kLabels, cells.label);
}

void checkPath(const ListedPicture& picture, ListPaths paths, ListProblems& problems) {
  std::string_view path = picture.path;
  if (paths == ListPaths::AlsoAbsolute && path.front() == '/') path.remove_prefix(1);
  checkStaysBelow(path, picture.line, problems);
}

void checkOnce(const std::vector<ListedPicture>& pictures, ListProblems& problems) {
  std::unordered_map<std::string_view, std::int64_t> lines;
  lines.reserve(pictures.size());
  for (const ListedPicture& picture : pictures) {
    const auto [known, fresh] = lines.emplace(picture.path, picture.line);
    if (fresh) continue;
    problems.add(
        picture.line,
        quotedField(picture.path) + " stands in line " + std::to_string(known->second) + ", too",
        "list every picture once");
  }
}

}  // namespace

std::vector<ListedPicture> parsePictureList(std::string_view text, const std::string& file,
                                            ListPaths paths) {
  ListProblems problems(file);
  std::vector<ListedPicture> pictures;
  if (isRecordList(text)) {
    pictures = fromRecordList(text, file);
  } else {
    LineScanner lines(text);
    bool first = true;
    for (std::string_view line; lines.next(line);) {
      line = withoutSpaces(line);
      if (line.empty() || line.front() == '#') continue;
      const PathAndLabel cells = cut(line);
      const bool title = first && isTitle(cells);
      first = false;
      if (title) continue;
      if (cells.path.empty() || cells.label.empty()) {
        problems.add(lines.number(), "found " + quotedField(line) + ", expected a path and a label",
                     "separate them by a tab, a comma or a space");
        continue;
      }
      pictures.push_back({std::string(cells.path), std::string(cells.label), lines.number()});
      checkPath(pictures.back(), paths, problems);
    }
  }
  if (pictures.empty() && problems.empty()) {
    problems.add(0, "names no picture", "expected lines of a path and a label");
  }
  checkOnce(pictures, problems);
  problems.throwIfAny();
  return pictures;
}

std::vector<ListedPicture> readPictureList(const std::string& path, ListPaths paths) {
  const MappedFile file(path);
  return parsePictureList(file.text(), path, paths);
}

}  // namespace lafs
