// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "widgets/evaluate/scored_run.h"

namespace lafs {

/// Protocols of which an evaluation kept its scores, as their files name them; sorted.
std::vector<std::string> scoredProtocols(const std::string& directory);

/// Scores of one protocol with their card and, for the hardest pairs, the pictures that are files.
/// UserError when there are none, or the file is damaged. Reads files: not for the window's thread.
ScoredRunPtr readScoredRun(const std::string& directory, const std::string& protocol,
                           const std::string& label, int style);

/// Runs that have scores of `protocol`, or of the first one that any of them has when it is empty,
/// labelled by what tells them apart. UserError when none has any.
std::vector<ScoredRunPtr> readScoredRuns(const std::vector<std::string>& directories,
                                         const std::string& protocol);

}  // namespace lafs
