// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace lafs::test {

/// Makes `count` finished fine-tuning runs in `folder` (spec, stage, claim, status, metrics,
/// results), as the real writers leave them but without syncing. Seeds and shots vary. Returns the
/// directories.
std::vector<std::string> makeManyRuns(const std::string& folder, int count, int metricLines = 40);

/// Turns a run into one that the calling process is at work in: claim, status, heartbeat.
void makeLive(const std::string& directory, std::int64_t step);

}  // namespace lafs::test
