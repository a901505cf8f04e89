// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// A text file that only grows, by whole lines, each written at once so that a reader sees at most
/// its last line cut. Not for several threads at once.
class AppendFile {
 public:
  /// Opens or creates; a last line that a dead writer left cut is closed first, so that ours
  /// begins on a line of its own. UserError when the file cannot be written.
  explicit AppendFile(std::string path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Writes `line` and an end of line. UserError when the disk does not take it.
  void append(const std::string& line);
  void sync();  ///< to the disk

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace lafs
