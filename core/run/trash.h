// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lafs {

/// A run directory that was put aside: <runs>/.trash/<name>.<Unix time>.
struct TrashEntry {
  std::string name;  ///< of the run
  std::string path;
  double archived = 0;  ///< Unix time
  std::int64_t bytes = 0;
};

/// Bytes of all files below a directory; 0 when it is not there.
std::int64_t sizeOfFolder(const std::string& directory);

/// Moves a run directory of the runs folder to its trash, whole: it can be put back until the trash
/// is emptied. UserError when a worker is (or may be) at work in it, or the move fails.
TrashEntry moveToTrash(const std::string& runsFolder, const std::string& directory);

/// What is in the trash, the newest first.
std::vector<TrashEntry> listTrash(const std::string& runsFolder);

/// Puts the newest archived directory of that name back. UserError when there is none, or when a
/// run of that name exists again.
void restoreFromTrash(const std::string& runsFolder, const std::string& name);

/// Removes everything in the trash for good; returns the bytes that were freed.
std::int64_t emptyTrash(const std::string& runsFolder);

/// "1.4 GB", "312 MB", "12 kB".
std::string bytesText(std::int64_t bytes);

}  // namespace lafs
