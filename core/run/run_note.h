// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/run/run_paths.h"

namespace lafs {

/// What people say about a run: a note and tags, in note.json beside what the worker writes. It
/// changes nothing about the run.
struct RunNote {
  std::string text;
  std::vector<std::string> tags;  ///< sorted, each once; letters, digits, '-', '_' and '.'
  bool isEmpty() const { return text.empty() && tags.empty(); }
};

/// An empty note when the file is missing or damaged.
RunNote readNote(const RunPaths& paths);

/// Replaces the note as a whole; an empty one takes the file away. The last one to write wins.
/// UserError for a tag with other characters, and when the directory is none or cannot be written.
void writeNote(const RunPaths& paths, RunNote note);

}  // namespace lafs
