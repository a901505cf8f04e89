// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "app/desktop/run_row_reader.h"

namespace lafs {

/// Rows of the last time, by directory, with the stamps that tell which are still true. A file of
/// the user's cache folder; one that is missing, damaged or of another version is an empty index.
std::map<std::string, ReadRun> loadRunIndex(const std::string& file, const std::string& runsFolder);

/// Never throws: an index that cannot be written only makes the next start slower.
void saveRunIndex(const std::string& file, const std::string& runsFolder,
                  const std::map<std::string, ReadRun>& runs);

}  // namespace lafs
