// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pairs_list.h"

#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

using Fields = std::vector<std::string_view>;

/// A whole number from 1 on; 0 when the field is not one.
std::int64_t positiveNumber(std::string_view field) {
  const auto value = integerField(field);
  return value && *value > 0 ? *value : 0;
}

class Parser {
 public:
  explicit Parser(std::string file) : problems_(std::move(file)) {}

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
    if (!headerSeen_) {
      problems_.add(0, "the file holds no header", "begin with \"folds<TAB>pairs\"");
    }
    const auto found = static_cast<std::int64_t>(list_.pairs.size());
    const std::int64_t expected = 2 * list_.folds * list_.pairsPerFold;
    if (problems_.empty() && found != expected) {
      problems_.add(
          0, std::to_string(found) + " pairs, the header promises " + std::to_string(expected),
          "the file may be cut off");
    }
    problems_.throwIfAny();
    return std::move(list_);
  }

 private:
  void header(const Fields& fields, std::int64_t number) {
    headerSeen_ = true;
    list_.folds = fields.size() == 2 ? positiveNumber(fields[0]) : 1;
    list_.pairsPerFold = fields.size() <= 2 ? positiveNumber(fields.back()) : 0;
    const bool sane = list_.folds > 0 && list_.folds <= 1'000'000 && list_.pairsPerFold > 0 &&
                      list_.pairsPerFold <= 1'000'000'000;
    if (!sane) {
      problems_.add(number, "the header is not \"folds<TAB>pairs\"", "LFW's reads 10<TAB>300");
    }
  }

  std::int64_t imageNumber(std::string_view field, std::int64_t line) {
    const std::int64_t number = positiveNumber(field);
    if (number == 0) {
      problems_.add(line, "'" + std::string(field) + "' is not an image number from 1 on", "");
    }
    return number;
  }

  void pair(const Fields& fields, std::int64_t number) {
    if (fields.size() != 3 && fields.size() != 4) {
      problems_.add(number, std::to_string(fields.size()) + " fields, expected 3 or 4",
                    "\"name i j\" for the same person, \"name1 i name2 j\" for two");
      return;
    }
    ListedPair out;
    out.line = number;
    out.same = fields.size() == 3;
    const std::string_view other = out.same ? fields[0] : fields[2];
    checkStaysBelow(fields[0], number, problems_);
    if (!out.same) checkStaysBelow(other, number, problems_);
    out.first = {std::string(fields[0]), imageNumber(fields[1], number)};
    out.second = {std::string(other), imageNumber(fields.back(), number)};
    list_.pairs.push_back(std::move(out));
  }

  bool headerSeen_ = false;
  PairsList list_;
  ListProblems problems_;
};

}  // namespace

PairsList parsePairsList(std::string_view text, const std::string& file) {
  Parser parser(file);
  LineScanner lines(text);
  std::string_view line;
  while (lines.next(line)) parser.line(line, lines.number());
  return parser.finish();
}

PairsList readPairsList(const std::string& path) {
  return parsePairsList(MappedFile(path).text(), path);
}

}  // namespace lafs
