// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pairs_list.h"

#include <charconv>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::size_t kMostProblems = 20;

using Fields = std::vector<std::string_view>;

Fields splitFields(std::string_view line) {
  Fields fields;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t start = line.find_first_not_of(" \t\r", at);
    if (start == std::string_view::npos) break;
    at = std::min(line.size(), line.find_first_of(" \t\r", start));
    fields.push_back(line.substr(start, at - start));
  }
  return fields;
}

/// A whole number from 1 on; 0 when the field is not one.
std::int64_t positiveNumber(std::string_view field) {
  std::int64_t value = 0;
  const auto result = std::from_chars(field.data(), field.data() + field.size(), value);
  const bool whole = result.ec == std::errc() && result.ptr == field.data() + field.size();
  return whole && value > 0 ? value : 0;
}

/// A name that stays below the image folder.
bool isSafeName(std::string_view name) {
  if (name.front() == '/' || name.find('\\') != std::string_view::npos) return false;
  std::size_t at = 0;
  while (at <= name.size()) {
    const std::size_t end = std::min(name.size(), name.find('/', at));
    const std::string_view part = name.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") return false;
    at = end + 1;
  }
  return true;
}

class Parser {
 public:
  explicit Parser(std::string file) : file_(std::move(file)) {}

  void line(std::string_view text, std::int64_t number) {
    const Fields fields = splitFields(text);
    if (fields.empty() || fields[0][0] == '#') return;
    if (!headerSeen_) {
      header(fields, number);
    } else {
      pair(fields, number);
    }
  }

  PairsList finish() {
    if (!headerSeen_) problem(0, "the file holds no header", "begin with \"folds<TAB>pairs\"");
    const auto found = static_cast<std::int64_t>(list_.pairs.size());
    const std::int64_t expected = 2 * list_.folds * list_.pairsPerFold;
    if (problems_.empty() && found != expected) {
      problem(0, std::to_string(found) + " pairs, the header promises " + std::to_string(expected),
              "the file may be cut off");
    }
    if (!problems_.empty()) {
      if (problems_.size() > kMostProblems) problems_.resize(kMostProblems);
      throw UserError(std::move(problems_));
    }
    return std::move(list_);
  }

 private:
  void problem(std::int64_t line, std::string message, std::string remedy) {
    const std::string where = line > 0 ? file_ + ":" + std::to_string(line) : file_;
    problems_.push_back({where, std::move(message), std::move(remedy)});
  }

  void header(const Fields& fields, std::int64_t number) {
    headerSeen_ = true;
    list_.folds = fields.size() == 2 ? positiveNumber(fields[0]) : 1;
    list_.pairsPerFold = fields.size() <= 2 ? positiveNumber(fields.back()) : 0;
    const bool sane = list_.folds > 0 && list_.folds <= 1'000'000 && list_.pairsPerFold > 0 &&
                      list_.pairsPerFold <= 1'000'000'000;
    if (!sane) problem(number, "the header is not \"folds<TAB>pairs\"", "LFW's reads 10<TAB>300");
  }

  void checkName(std::string_view name, std::int64_t line) {
    if (isSafeName(name)) return;
    problem(line, "the name '" + std::string(name) + "' leads out of the image folder",
            "names are folders below the image folder");
  }

  std::int64_t imageNumber(std::string_view field, std::int64_t line) {
    const std::int64_t number = positiveNumber(field);
    if (number == 0) {
      problem(line, "'" + std::string(field) + "' is not an image number from 1 on", "");
    }
    return number;
  }

  void pair(const Fields& fields, std::int64_t number) {
    if (fields.size() != 3 && fields.size() != 4) {
      problem(number, std::to_string(fields.size()) + " fields, expected 3 or 4",
              "\"name i j\" for the same person, \"name1 i name2 j\" for two");
      return;
    }
    ListedPair out;
    out.line = number;
    out.same = fields.size() == 3;
    const std::string_view other = out.same ? fields[0] : fields[2];
    checkName(fields[0], number);
    if (!out.same) checkName(other, number);
    out.first = {std::string(fields[0]), imageNumber(fields[1], number)};
    out.second = {std::string(other), imageNumber(fields.back(), number)};
    list_.pairs.push_back(std::move(out));
  }

  std::string file_;
  bool headerSeen_ = false;
  PairsList list_;
  std::vector<Problem> problems_;
};

}  // namespace

PairsList parsePairsList(std::string_view text, const std::string& file) {
  Parser parser(file);
  std::int64_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    parser.line(text.substr(0, end), ++number);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parser.finish();
}

PairsList readPairsList(const std::string& path) {
  return parsePairsList(readWholeFile(path), path);
}

}  // namespace lafs
