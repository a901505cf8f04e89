// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_list.h"

#include <cstdio>
#include <optional>
#include <unordered_set>

#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

using Fields = std::vector<std::string_view>;

constexpr const char* kForms =
    "\"key<TAB>label<TAB>path\" (im2rec) or \"aligned<TAB>path<TAB>class\" (face2rec2)";

class Parser {
 public:
  explicit Parser(const std::string& file) : problems_(file) {}

  void line(std::string_view text, std::int64_t number) {
    if (withoutSpaces(text).empty()) return;
    const Fields fields = splitAt(text, '\t');
    if (fields.size() < 3) {
      problems_.add(number,
                    quotedField(text) + " has " + std::to_string(fields.size()) +
                        " of at least 3 fields, separated by tabs",
                    kForms);
      return;
    }
    if (!insightFace_) insightFace_ = !floatField(fields[1]).has_value();
    const std::size_t before = entries_.size();
    if (*insightFace_) {
      insightFaceLine(fields, number);
    } else {
      im2recLine(fields, number);
    }
    if (entries_.size() == before) return;
    entries_.back().line = number;
    checkStaysBelow(entries_.back().path, number, problems_);
    if (!keys_.insert(entries_.back().key).second) {
      problems_.add(number, "the key " + std::to_string(entries_.back().key) + " appears twice",
                    "every record has a key of its own");
    }
  }

  std::vector<RecordListEntry> finish() {
    if (entries_.empty() && problems_.empty()) problems_.add(0, "lists no picture", kForms);
    problems_.throwIfAny();
    return std::move(entries_);
  }

 private:
  void im2recLine(const Fields& fields, std::int64_t number) {
    RecordListEntry entry;
    const auto key = integerField(fields[0]);
    if (!key || *key < 0) {
      problems_.add(number, quotedField(fields[0]) + " is not a record's key", kForms);
      return;
    }
    entry.key = *key;
    for (std::size_t k = 1; k + 1 < fields.size(); ++k) {
      const auto label = floatField(fields[k]);
      if (!label) {
        problems_.add(number, quotedField(fields[k]) + " is not a label", kForms);
        return;
      }
      entry.labels.push_back(*label);
    }
    entry.path = fields.back();
    entries_.push_back(std::move(entry));
  }

  void insightFaceLine(const Fields& fields, std::int64_t number) {
    const auto aligned = integerField(fields[0]);
    const auto label = integerField(fields[2]);
    if (!aligned || (*aligned != 0 && *aligned != 1) || !label || *label < 0) {
      problems_.add(number,
                    quotedField(fields[0]) + " and " + quotedField(fields[2]) +
                        " are not 0 or 1 and a class from 0 on",
                    kForms);
      return;
    }
    entries_.push_back({static_cast<std::int64_t>(entries_.size()),
                        {static_cast<float>(*label), static_cast<float>(*aligned)},
                        std::string(fields[1]),
                        number});
  }

  std::optional<bool> insightFace_;
  std::vector<RecordListEntry> entries_;
  std::unordered_set<std::int64_t> keys_;
  ListProblems problems_;
};

}  // namespace

std::vector<RecordListEntry> parseRecordList(std::string_view text, const std::string& file) {
  Parser parser(file);
  LineScanner lines(text);
  std::string_view line;
  while (lines.next(line)) parser.line(line, lines.number());
  return parser.finish();
}

std::vector<RecordListEntry> readRecordList(const std::string& path) {
  return parseRecordList(MappedFile(path).text(), path);
}

std::string recordListLine(std::int64_t key, const std::vector<float>& labels,
                           const std::string& path) {
  if (path.find_first_of("\t\r\n") != std::string::npos) {
    throw UserError(path, "a name with a tab or a line break cannot stand in a .lst",
                    "give the file another name");
  }
  std::string line = std::to_string(key);
  for (const float label : labels) {
    char number[64];
    std::snprintf(number, sizeof number, "\t%.6f", static_cast<double>(label));
    line += number;
  }
  return line + '\t' + path + '\n';
}

RecordProperty parseRecordProperty(std::string_view text, const std::string& file) {
  LineScanner lines(text);
  std::string_view line;
  lines.next(line);
  const Fields fields = splitAt(line, ',');
  const auto number = [&](std::size_t at) {
    const auto value = at < fields.size() ? integerField(fields[at]) : std::nullopt;
    if (!value || *value < 1) {
      throw UserError(file + ":1", quotedField(line) + " is not \"classes,height,width\"",
                      "for example 93431,112,112");
    }
    return *value;
  };
  return {number(0), number(1), number(2)};
}

std::string recordPropertyText(const RecordProperty& property) {
  return std::to_string(property.classes) + ',' + std::to_string(property.height) + ',' +
         std::to_string(property.width) + '\n';
}

}  // namespace lafs
