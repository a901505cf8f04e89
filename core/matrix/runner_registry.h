// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/matrix/executor.h"
#include "core/matrix/stage_runner.h"

namespace lafs {

/// Names that `ExecutorOptions::executor` may have, the default first.
std::vector<std::string> runnerNames();

/// Whether workers of that runner go on when their executor is interrupted, for another one to
/// follow.
bool workersStay(const std::string& runner);

/// The runner that `options.executor` names; `graph`, `options` and `events` must outlive it.
/// UserError when there is none of that name, or when what it needs is not there.
std::unique_ptr<StageRunner> makeRunner(const StageGraph& graph, const ExecutorOptions& options,
                                        const ExecutorEvents& events);

}  // namespace lafs
