// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace lafs {

/// Cores that this process may use, at least 1.
int usableCores();

/// Calls work(thread, index) for every index in 0 … count-1 on `threads` threads (0: all cores), in
/// no order that may be relied on; `thread` is 0 … threads-1 and no two calls of one thread
/// overlap, so that a thread can have things of its own. Returns when all are done. After an
/// exception no new call starts, and it is thrown again here. `goOn`, when given, is asked before
/// every call, by any of the threads; false ends the whole early, and the result is false.
bool forEachIndex(std::int64_t count, int threads,
                  const std::function<void(int thread, std::int64_t index)>& work,
                  const std::function<bool()>& goOn = {});

}  // namespace lafs
