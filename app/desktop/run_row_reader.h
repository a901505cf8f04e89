// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/run/time_left.h"
#include "widgets/runs/run_row.h"

namespace lafs {

/// Size and time of a file; equal stamps mean that it need not be read again.
struct FileStamp {
  std::int64_t size = -1;  ///< -1: not there
  std::int64_t modified = 0;
  std::int64_t inode = 0;
  bool operator==(const FileStamp& other) const {
    return size == other.size && modified == other.modified && inode == other.inode;
  }
  bool operator!=(const FileStamp& other) const { return !(*this == other); }
  static FileStamp of(const std::string& path);
};

/// What a row was made from. A run that has not moved costs eight looks at file times.
struct RunStamps {
  enum File { Spec, Stage, Status, Claims, Metrics, Results, Control, Note, kCount };
  std::array<FileStamp, kCount> files;
  bool operator==(const RunStamps& other) const { return files == other.files; }
  static RunStamps of(const RunPaths& paths);
};

/// A row and what it takes to make the next one cheaply.
struct ReadRun {
  RunRowPtr row;
  RunStamps stamps;
};

/// Reads one directory of a runs folder, whatever it holds. Never throws for what is in it: what
/// cannot be understood becomes `problem`. `previous` (may be empty) saves reading what has not
/// changed. Files only; no Qt; may be called from any thread.
ReadRun readRunRow(const std::string& directory, const ReadRun& previous,
                   const Machine& machine = Machine::local());

}  // namespace lafs
