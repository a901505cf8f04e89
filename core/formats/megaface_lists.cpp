// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/megaface_lists.h"

#include <algorithm>

#include "core/base/json.h"
#include "core/formats/list_text.h"
#include "core/formats/mapped_file.h"

namespace lafs {

namespace {

/// Takes the arrays `path` and `id` out of an object while it is parsed; nothing else is built, and
/// what nests deeper than a list can is refused.
class FeatureListReader : public nlohmann::json_sax<Json> {
 public:
  std::string problem;
  MegafaceFeatureList list;

  bool null() override { return value("null"); }
  bool boolean(bool) override { return value("a truth value"); }
  bool number_integer(number_integer_t number) override { return id(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override { return id(std::to_string(number)); }
  bool number_float(number_float_t, const string_t& text) override { return id(text); }
  bool binary(binary_t&) override { return value("bytes"); }

  bool string(string_t& text) override {
    if (depth_ == 0) return fail("is not an object");
    if (!inList_) return true;
    if (depth_ != 2) return fail("the array '" + key_ + "' holds another array or object");
    if (key_ == "id") return id(std::move(text));
    if (!staysBelow(text)) {
      return fail("the path " + quotedField(text) + " leads out of the picture folder");
    }
    list.paths.push_back(std::move(text));
    return true;
  }

  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    key_ = name;
    inList_ = name == "path" || name == "id";
    bool& seen = name == "path" ? seenPath_ : seenId_;
    if (inList_ && seen) return fail("the array '" + name + "' appears twice");
    if (inList_) seen = true;
    return true;
  }

  bool start_object(std::size_t) override {
    if (inList_) return fail("'" + key_ + "' holds an object");
    return deeper();
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return fail("is an array, expected an object with 'path'");
    return deeper();
  }
  bool end_object() override { return shallower(); }
  bool end_array() override { return shallower(); }

  bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
    return fail("is not valid JSON near byte " + std::to_string(position));
  }

 private:
  bool value(const char* what) {
    if (depth_ == 0) return fail("is not an object");
    return !inList_ || fail("'" + key_ + "' holds " + what + ", expected a list");
  }
  bool id(std::string text) {
    if (!inList_ || depth_ == 0) return value("a number");
    if (depth_ != 2 || key_ != "id") return fail("'" + key_ + "' holds a number");
    list.ids.push_back(std::move(text));
    return true;
  }
  bool deeper() { return ++depth_ <= 16 || fail("is nested too deeply"); }
  bool shallower() {
    if (--depth_ == 1) inList_ = false;
    return true;
  }
  bool fail(std::string why) {
    if (problem.empty()) problem = std::move(why);
    return false;
  }

  int depth_ = 0;
  bool inList_ = false, seenPath_ = false, seenId_ = false;
  std::string key_;
};

std::size_t partsOf(std::string_view path) {
  return 1 + static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

}  // namespace

MegafaceFeatureList parseMegafaceFeatureList(std::string_view text, const std::string& file) {
  const std::string remedy = "expected {\"path\": [\"a/b.jpg\", …], \"id\": [\"…\", …]}";
  FeatureListReader reader;
  if (!Json::sax_parse(text.begin(), text.end(), &reader)) {
    throw UserError(file, reader.problem, remedy);
  }
  if (reader.list.paths.empty()) throw UserError(file, "lists no path", remedy);
  if (!reader.list.ids.empty() && reader.list.ids.size() != reader.list.paths.size()) {
    throw UserError(file,
                    std::to_string(reader.list.paths.size()) + " paths and " +
                        std::to_string(reader.list.ids.size()) + " ids",
                    "the two arrays go together");
  }
  return std::move(reader.list);
}

MegafaceFeatureList readMegafaceFeatureList(const std::string& path) {
  return parseMegafaceFeatureList(MappedFile(path).text(), path);
}

std::vector<std::string> parseMegafaceImages(std::string_view text, const std::string& file,
                                             MegafaceSet set) {
  std::vector<std::string> paths;
  ListProblems problems(file);
  LineScanner lines(text);
  std::string_view line;
  while (lines.next(line)) {
    line = withoutSpaces(line);
    if (line.empty()) continue;
    checkStaysBelow(line, lines.number(), problems);
    if (partsOf(line) < static_cast<std::size_t>(set)) {
      problems.add(
          lines.number(), quotedField(line) + " is not a picture of this set",
          set == MegafaceSet::FaceScrub ? "expected identity/file" : "expected folder/folder/file");
    }
    paths.emplace_back(line);
  }
  if (paths.empty()) problems.add(0, "lists no picture");
  problems.throwIfAny();
  return paths;
}

std::vector<std::string> readMegafaceImages(const std::string& path, MegafaceSet set) {
  return parseMegafaceImages(MappedFile(path).text(), path, set);
}

std::vector<std::string> parseMegafaceNoises(std::string_view text, const std::string& file,
                                             MegafaceSet set) {
  const bool faceScrub = set == MegafaceSet::FaceScrub;
  std::vector<std::string> names;
  ListProblems problems(file);
  LineScanner lines(text);
  std::string_view line;
  while (lines.next(line)) {
    line = withoutSpaces(line);
    if (line.empty() || line.front() == '#') continue;
    const auto columns = splitAt(line, '\t');
    const std::string_view name = faceScrub || columns.size() == 1 ? columns[0] : columns[1];
    checkStaysBelow(name, lines.number(), problems);
    if (partsOf(name) != (faceScrub ? 1 : 3)) {
      problems.add(lines.number(), quotedField(name) + " names no picture of this set",
                   faceScrub ? "a file name without folder is expected" : "expected a/b/file");
    }
    names.emplace_back(name);
  }
  problems.throwIfAny();
  return names;
}

std::vector<std::string> readMegafaceNoises(const std::string& path, MegafaceSet set) {
  return parseMegafaceNoises(MappedFile(path).text(), path, set);
}

std::string pictureKey(std::string_view path, MegafaceSet set) {
  std::size_t begin = path.size();
  for (int part = 0; part < static_cast<int>(set); ++part) {
    const std::size_t slash = begin == 0 ? std::string_view::npos : path.rfind('/', begin - 1);
    if (slash == std::string_view::npos) return std::string(path);
    begin = slash;
  }
  return std::string(path.substr(begin + 1));
}

std::string faceScrubIdentity(std::string_view fileName) {
  const std::string_view stem = fileName.substr(0, fileName.find('.'));
  return std::string(stem.substr(0, stem.rfind('_')));
}

}  // namespace lafs
