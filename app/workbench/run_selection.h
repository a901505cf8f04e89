// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/run/run_reader.h"

namespace lafs {

/// The run directories that `words` name: a directory, a run's name, or the beginning of its key
/// (also "<stage>-<beginning>"). Without words, every run of the folder. UserError for a word that
/// names none, or several by one beginning.
std::vector<std::string> selectRuns(const std::string& runsFolder,
                                    const std::vector<std::string>& words);

/// Whether a word names that run: the beginning of its name, or of its key.
bool namesRun(const std::string& word, const std::string& run);

/// A snapshot for `--json`.
Json toJson(const RunSnapshot& run);

}  // namespace lafs
