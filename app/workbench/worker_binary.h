// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// The worker program: LAFS_WORKER when that is set, else `lafs-worker` beside `program` or in the
/// bin folder next to its folder. UserError when there is none.
std::string findWorker(const std::string& program);

}  // namespace lafs
