// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>

namespace lafs {

/// The process-wide wish to stop, set by the worker's handler of SIGINT and SIGTERM: finish the
/// step, keep a checkpoint, end. A request in control/ (RunWriter::poll) means the same.
void requestStop() noexcept;  ///< async-signal-safe
bool stopRequested() noexcept;
void clearStopRequest() noexcept;  ///< for whoever runs several jobs in one process

/// Thrown once everything that has to be kept is on the disk: the stage is not done, and running it
/// again goes on from there. Leaves a stage runner unhandled; the worker marks the run stopped and
/// exits with 75.
struct Stopped : std::exception {
  const char* what() const noexcept override { return "stopped on request; run again to go on"; }
};

}  // namespace lafs
