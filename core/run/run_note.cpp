// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_note.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

bool isTag(const std::string& tag) {
  return !tag.empty() && std::all_of(tag.begin(), tag.end(), [](unsigned char letter) {
    return std::isalnum(letter) || letter >= 0x80 || letter == '-' || letter == '_' ||
           letter == '.';
  });
}

}  // namespace

RunNote readNote(const RunPaths& paths) {
  RunNote note;
  std::string text;
  try {
    text = readWholeFile(paths.note());
  } catch (const UserError&) {
    return note;
  }
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return note;
  if (const auto words = json.find("text"); words != json.end() && words->is_string()) {
    note.text = words->get<std::string>();
  }
  const auto tags = json.find("tags");
  if (tags == json.end() || !tags->is_array()) return note;
  for (const Json& tag : *tags) {
    if (tag.is_string() && isTag(tag.get<std::string>())) note.tags.push_back(tag);
  }
  return note;
}

void writeNote(const RunPaths& paths, RunNote note) {
  if (!fs::is_directory(paths.directory())) {
    throw UserError(paths.directory(), "there is no such run directory");
  }
  for (const std::string& tag : note.tags) {
    if (!isTag(tag)) {
      throw UserError("tag", "'" + tag + "' has other characters than letters, digits, - _ .",
                      "put several words into the note's text");
    }
  }
  if (note.isEmpty()) {
    std::error_code ignored;
    fs::remove(paths.note(), ignored);
    return;
  }
  std::sort(note.tags.begin(), note.tags.end());
  note.tags.erase(std::unique(note.tags.begin(), note.tags.end()), note.tags.end());
  const Json json = {
      {"format", format::kRunFormatVersion}, {"text", note.text}, {"tags", note.tags}};
  writeFileAtomically(paths.note(),
                      json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace lafs
