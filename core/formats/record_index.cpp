// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_index.h"

#include <algorithm>

#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

bool parseLine(std::string_view line, std::int64_t number, std::uint64_t recBytes,
               RecordPosition& position, ListProblems& problems) {
  const std::size_t gap = line.find_first_of(" \t");
  const auto key = integerField(line.substr(0, gap));
  const auto offset =
      gap == std::string_view::npos ? std::nullopt : integerField(withoutSpaces(line.substr(gap)));
  if (!key || !offset || *key < 0 || *offset < 0) {
    problems.add(number, quotedField(line) + " is not \"key<TAB>offset\"",
                 "an .idx holds one line of two whole numbers for each record");
    return false;
  }
  position = {*key, static_cast<std::uint64_t>(*offset)};
  if (position.offset % 4 == 0 && position.offset < recBytes) return true;
  problems.add(number,
               "no record can begin at byte " + std::to_string(*offset) + " of a .rec of " +
                   std::to_string(recBytes) + " bytes",
               "the .idx belongs to another .rec, or the .rec is cut off");
  return false;
}

void checkKeysDiffer(const std::vector<RecordPosition>& index, ListProblems& problems) {
  // Almost every file is in order, or nearly so: look before copying and sorting.
  const auto steps = [](const RecordPosition& a, const RecordPosition& b) {
    return a.key >= b.key;
  };
  if (std::adjacent_find(index.begin(), index.end(), steps) == index.end()) return;
  std::vector<std::int64_t> keys;
  keys.reserve(index.size());
  for (const RecordPosition& position : index) keys.push_back(position.key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) {
    problems.add(0, "the key " + std::to_string(*twice) + " appears twice",
                 "every record has a key of its own; make the .idx again");
  }
}

}  // namespace

std::vector<RecordPosition> parseRecordIndex(std::string_view text, const std::string& file,
                                             std::uint64_t recBytes) {
  std::vector<RecordPosition> index;
  ListProblems problems(file);
  LineScanner lines(text);
  std::string_view line;
  while (lines.next(line)) {
    line = withoutSpaces(line);
    RecordPosition position;
    if (!line.empty() && parseLine(line, lines.number(), recBytes, position, problems)) {
      index.push_back(position);
    }
  }
  checkKeysDiffer(index, problems);
  problems.throwIfAny();
  return index;
}

std::vector<RecordPosition> readRecordIndex(const std::string& path, std::uint64_t recBytes) {
  return parseRecordIndex(MappedFile(path).text(), path, recBytes);
}

}  // namespace lafs
