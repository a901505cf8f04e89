// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/template_csv.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <optional>
#include <unordered_map>

#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

using Fields = std::vector<std::string_view>;

constexpr const char* kForm = "\"template,subject,file\"";

std::string lower(std::string_view text) {
  std::string name(text);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

class Parser {
 public:
  explicit Parser(const std::string& file) : problems_(file) {}

  void line(std::string_view text, std::int64_t number) {
    if (withoutSpaces(text).empty()) return;
    const Fields fields = splitAt(text, ',');
    if (!started_) {
      started_ = true;
      if (!integerField(fields[0])) return header(fields, number);
    }
    if (fields.size() <= *std::max_element(columns_.begin(), columns_.end())) {
      problems_.add(number, quotedField(text) + " has too few fields", kForm);
      return;
    }
    member(fields, number);
  }

  std::vector<TemplateMember> finish() {
    if (members_.empty() && problems_.empty()) problems_.add(0, "holds no template", kForm);
    problems_.throwIfAny();
    return std::move(members_);
  }

 private:
  void header(const Fields& fields, std::int64_t number) {
    const auto find = [&](std::initializer_list<const char*> names) {
      for (std::size_t k = 0; k < fields.size(); ++k) {
        for (const char* name : names) {
          if (lower(fields[k]) == name) return k;
        }
      }
      problems_.add(number, std::string("the header has no column ") + *names.begin(),
                    "TEMPLATE_ID, SUBJECT_ID and FILENAME are needed");
      return std::size_t{0};
    };
    columns_ = {find({"template_id", "template"}), find({"subject_id", "subject"}),
                find({"filename", "file"})};
  }

  void member(const Fields& fields, std::int64_t number) {
    const auto id = integerField(fields[columns_[0]]);
    if (!id || *id < 0 || *id > std::numeric_limits<std::int32_t>::max()) {
      problems_.add(number, quotedField(fields[columns_[0]]) + " is not a template's number");
      return;
    }
    TemplateMember member{static_cast<std::int32_t>(*id), std::string(fields[columns_[1]]),
                          std::string(fields[columns_[2]]), number};
    if (member.subject.empty()) problems_.add(number, "the subject is missing", kForm);
    checkStaysBelow(member.file, number, problems_);
    const auto known = subjects_.emplace(member.templateId, members_.size());
    if (!known.second && members_[known.first->second].subject != member.subject) {
      problems_.add(number,
                    "template " + std::to_string(*id) + " has the subjects " +
                        quotedField(members_[known.first->second].subject) + " and " +
                        quotedField(member.subject),
                    "a template is of one person");
    }
    members_.push_back(std::move(member));
  }

  bool started_ = false;
  std::array<std::size_t, 3> columns_{0, 1, 2};
  std::vector<TemplateMember> members_;
  std::unordered_map<std::int32_t, std::size_t> subjects_;  ///< first member of each template
  ListProblems problems_;
};

}  // namespace

std::vector<TemplateMember> parseTemplateCsv(std::string_view text, const std::string& file) {
  Parser parser(file);
  LineScanner lines(text);
  std::string_view line;
  while (lines.next(line)) parser.line(line, lines.number());
  return parser.finish();
}

std::vector<TemplateMember> readTemplateCsv(const std::string& path) {
  return parseTemplateCsv(MappedFile(path).text(), path);
}

}  // namespace lafs
