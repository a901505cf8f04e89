// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/five_points.h"

#include <algorithm>
#include <cstdio>
#include <unordered_set>

#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

using Fields = std::vector<std::string_view>;

constexpr std::array<std::string_view, 11> kColumns = {
    "file",   "left_eye_x",   "left_eye_y",   "right_eye_x",   "right_eye_y",  "nose_x",
    "nose_y", "left_mouth_x", "left_mouth_y", "right_mouth_x", "right_mouth_y"};
constexpr const char* kForm = "\"file,x1,y1,…,x5,y5\": eyes, nose, corners of the mouth";

class Parser {
 public:
  explicit Parser(const std::string& file) : problems_(file) {}

  void line(std::string_view text, std::int64_t number) {
    text = withoutSpaces(text);
    if (text.empty() || text.front() == '#') return;
    if (!started_) separator_ = separatorOf(text);
    const Fields fields = separator_ == ' ' ? splitFields(text) : splitAt(text, separator_);
    const bool first = !started_;
    started_ = true;
    if (first && (fields.size() < 2 || !floatField(fields[1]))) return header(fields, number);
    if (fields.size() <= *std::max_element(columns_.begin(), columns_.end())) {
      problems_.add(number, quotedField(text) + " has too few fields", kForm);
      return;
    }
    face(fields, number);
  }

  std::vector<FivePoints> finish() {
    if (faces_.empty() && problems_.empty()) problems_.add(0, "names no picture", kForm);
    problems_.throwIfAny();
    return std::move(faces_);
  }

 private:
  static char separatorOf(std::string_view text) {
    if (text.find(',') != std::string_view::npos) return ',';
    return text.find('\t') != std::string_view::npos ? '\t' : ' ';
  }

  void header(const Fields& fields, std::int64_t number) {
    for (std::size_t k = 0; k < kColumns.size(); ++k) {
      const auto found = std::find(fields.begin(), fields.end(), kColumns[k]);
      if (found == fields.end()) {
        problems_.add(number, "the header has no column " + std::string(kColumns[k]), kForm);
        return;
      }
      columns_[k] = static_cast<std::size_t>(found - fields.begin());
    }
  }

  void face(const Fields& fields, std::int64_t number) {
    FivePoints face;
    face.line = number;
    face.file = fields[columns_[0]];
    checkStaysBelow(face.file, number, problems_);
    if (!files_.insert(face.file).second) {
      problems_.add(number, quotedField(face.file) + " is named twice", "one face a picture");
    }
    for (std::size_t k = 0; k < 10; ++k) {
      const auto value = floatField(fields[columns_[k + 1]]);
      if (!value) {
        problems_.add(number, quotedField(fields[columns_[k + 1]]) + " is not a coordinate", kForm);
        return;
      }
      face.points[k] = *value;
    }
    faces_.push_back(std::move(face));
  }

  bool started_ = false;
  char separator_ = ',';
  std::array<std::size_t, 11> columns_{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  std::vector<FivePoints> faces_;
  std::unordered_set<std::string> files_;
  ListProblems problems_;
};

}  // namespace

std::vector<FivePoints> parseFivePoints(std::string_view text, const std::string& file) {
  Parser parser(file);
  LineScanner lines(text);
  std::string_view line;
  while (lines.next(line)) parser.line(line, lines.number());
  return parser.finish();
}

std::vector<FivePoints> readFivePoints(const std::string& path) {
  return parseFivePoints(MappedFile(path).text(), path);
}

std::string fivePointsText(const std::vector<FivePoints>& faces) {
  std::string text;
  for (std::size_t k = 0; k < kColumns.size(); ++k) {
    text += std::string(k ? "," : "") + std::string(kColumns[k]);
  }
  text += '\n';
  for (const FivePoints& face : faces) {
    if (face.file.find_first_of(",\r\n") != std::string::npos) {
      throw UserError(face.file,
                      "a name with a comma or a line break cannot stand in a points file",
                      "give the file another name");
    }
    text += face.file;
    for (const float value : face.points) {
      char number[64];
      std::snprintf(number, sizeof number, ",%.2f", static_cast<double>(value));
      text += number;
    }
    text += '\n';
  }
  return text;
}

}  // namespace lafs
