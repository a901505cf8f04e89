// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/source_text.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/spec_reader.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// The three pieces of the text; the kind is empty when it is left to the path.
struct SourceWords {
  std::string kind, path, fields;
};

const std::vector<std::string>& kinds() {
  return findSpecField("data.source")->field().choices;
}

SourceWords takeApart(const std::string& text) {
  SourceWords words;
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos && colon > 1 && text.find('/') > colon) {
    words.kind = text.substr(0, colon);
  }
  const std::string rest = words.kind.empty() ? text : text.substr(colon + 1);
  const std::size_t question = rest.rfind('?');
  words.path = rest.substr(0, question);
  if (question != std::string::npos) words.fields = rest.substr(question + 1);
  return words;
}

bool isKind(const std::string& word) {
  return std::find(kinds().begin(), kinds().end(), word) != kinds().end();
}

void checkKind(const std::string& text, const std::string& kind) {
  if (kind == "union") throw UserError(text, "a union has no text of its own", "name its parts");
  if (isKind(kind)) return;
  const std::string near = nearestName(kind, kinds());
  throw UserError(text, "'" + kind + "' is no source, expected one of " + join(kinds(), ", "),
                  near.empty() ? "" : "did you mean " + near + "?");
}

std::string kindOfPath(const std::string& text, const std::string& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) {
    return fs::is_regular_file(fs::path(path) / "train.rec", failed) ? "recordio" : "folder";
  }
  if (fs::path(path).extension() == ".rec") return "recordio";
  if (fs::is_regular_file(path, failed)) return "list";
  throw UserError(text, "there is neither a folder nor a file of that name",
                  "name a folder of identity folders, a .rec file or a list of paths and labels");
}

void setField(const std::string& text, const std::string& assignment, ExperimentSpec& spec) {
  const std::size_t equals = assignment.find('=');
  const std::string key = assignment.substr(0, equals);
  const SpecField* field = findSpecField("data." + key);
  if (equals == std::string::npos || !field || key == "source") {
    throw UserError(text, "found '" + assignment + "', expected a field of data: and its value",
                    "for example ?colour=bgr");
  }
  std::vector<Problem> problems;
  readField(*field, ConfigNode::text(assignment.substr(equals + 1), text), spec, problems);
  if (!problems.empty()) throw UserError(problems);
}

std::vector<std::string> fieldsOf(const SourceWords& words) {
  std::vector<std::string> fields;
  for (std::size_t at = 0; at < words.fields.size();) {
    const std::size_t end = std::min(words.fields.find('&', at), words.fields.size());
    fields.push_back(words.fields.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

DataSpec sourceOf(const std::string& text, const SourceWords& words, const DataSpec& defaults) {
  ExperimentSpec spec;
  spec.data = defaults;
  spec.data.source = words.kind.empty() ? kindOfPath(text, words.path) : words.kind;
  checkKind(text, spec.data.source);
  const bool needsPath = spec.data.source != "synthetic";
  if (needsPath == words.path.empty()) {
    throw UserError(text, needsPath ? "names no path" : "synthetic faces come from no path",
                    needsPath ? "" : "for example synthetic:?identities=100");
  }
  (spec.data.source == "list" ? spec.data.list : spec.data.root) = words.path;
  for (const std::string& field : fieldsOf(words)) setField(text, field, spec);
  return spec.data;
}

}  // namespace

DataSpec sourceFromText(const std::string& text) {
  DataSpec whole;
  whole.testFraction = 0;
  return sourceOf(text, takeApart(text), whole);
}

std::string withAbsolutePath(const std::string& text) {
  const SourceWords words = takeApart(text);
  if (!words.kind.empty() && !isKind(words.kind)) return text;  // whoever reads it will say so
  const auto absolute = [](const std::string& path) {
    return path.empty() ? path : fs::absolute(path).lexically_normal().string();
  };
  std::string result = words.kind.empty() ? "" : words.kind + ":";
  result += absolute(words.path);
  char separator = '?';
  for (const std::string& field : fieldsOf(words)) {
    const bool path = field.rfind("root=", 0) == 0 || field.rfind("list=", 0) == 0;
    result += separator + (path ? field.substr(0, 5) + absolute(field.substr(5)) : field);
    separator = '&';
  }
  return result;
}

DataSpec partOfUnion(const std::string& text, const DataSpec& whole) {
  const SourceWords words = takeApart(text);
  for (const std::string& field : fieldsOf(words)) {
    if (field.rfind("test_fraction", 0) == 0 || field.rfind("split_seed", 0) == 0) {
      throw UserError(text, "a part is not split by itself",
                      "set data.test_fraction for the union");
    }
  }
  DataSpec defaults;
  defaults.testFraction = 0;
  defaults.damaged = whole.damaged;
  defaults.colour = whole.colour;
  return sourceOf(text, words, defaults);
}

}  // namespace lafs
