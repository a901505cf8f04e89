// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

namespace lafs {

/// Takes tasks of a runs folder that wait in the cluster's queue out of it: those at `runs`
/// (names), or all when that is empty. What has begun is stopped through its run directory instead.
/// Gives the runs whose tasks were waiting. Does nothing where no job was ever submitted; UserError
/// when the cluster cannot be asked.
std::vector<std::string> cancelWaitingSlurmTasks(const std::string& runsFolder,
                                                 const std::set<std::string>& runs);

}  // namespace lafs
