// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/workbench/run_selection.h"
#include "app/workbench/verb.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_note.h"

namespace lafs {

namespace {

/// The note as the options change it; true when they ask for a change.
bool change(const Arguments& arguments, RunNote& note) {
  if (arguments.has("text")) note.text = arguments.value("text");
  for (const std::string& tag : arguments.values("tag")) note.tags.push_back(tag);
  for (const std::string& tag : arguments.values("untag")) {
    note.tags.erase(std::remove(note.tags.begin(), note.tags.end(), tag), note.tags.end());
  }
  return arguments.has("text") || arguments.has("tag") || arguments.has("untag");
}

int note(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  const std::vector<std::string>& words = arguments.positional();
  RunNote asked;
  if (words.empty() && change(arguments, asked)) {
    throw UserError("note", "needs at least one RUN to write to", "name it");
  }
  Json notes = Json::array();
  for (const std::string& directory : selectRuns(arguments.value("runs", "runs"), words)) {
    const RunPaths paths(directory);
    RunNote note = readNote(paths);
    if (change(arguments, note)) {
      writeNote(paths, note);
      note = readNote(paths);
    }
    if (note.isEmpty() && words.empty()) continue;
    const std::string name = directory.substr(directory.find_last_of('/') + 1);
    notes.push_back({{"run", name}, {"text", note.text}, {"tags", note.tags}});
    if (arguments.has("json")) continue;
    const std::string tags = note.tags.empty() ? "" : " [" + join(note.tags, ", ") + "]";
    context.out << name << tags << (note.text.empty() ? "" : ": " + note.text) << '\n';
  }
  if (arguments.has("json")) context.out << Json{{"notes", notes}}.dump(2) << '\n';
  return kExitDone;
}

}  // namespace

Verb noteVerb() {
  return {"note",
          "[RUN...] [--text TEXT] [--tag TAG]... [--untag TAG]... [--runs DIR] [--json]",
          "write a note and tags to runs, or show those that are there",
          {{"text", "TEXT", "the note; empty takes it away"},
           {"tag", "TAG", "adds a tag", true},
           {"untag", "TAG", "takes a tag away", true},
           {"runs", "DIR", "folder of the run directories (default: runs)"},
           {"json", "", "print one JSON document"}},
          note};
}

}  // namespace lafs
