// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/run/run_paths.h"
#include "core/run/run_writer.h"

namespace lafs {

/// A request is a file in control/ whose name says what is wanted; its content says who asked, for
/// people. `stop`, `checkpoint` and `preview` are removed by the worker that takes them; `pause`
/// stays until whoever asked withdraws it.

// The watcher's side. Both are harmless when repeated; UserError when the folder cannot be written.
void makeRequest(const RunPaths& paths, const std::string& request);
void withdrawRequest(const RunPaths& paths, const std::string& request);

// The worker's side.
ControlRequests readRequests(const RunPaths& paths);
/// Requests meant for an earlier worker must not stop the next one.
void clearRequests(const RunPaths& paths);

}  // namespace lafs
