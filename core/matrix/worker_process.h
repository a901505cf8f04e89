// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace lafs {

/// How a worker ended.
struct WorkerExit {
  int code = 0;    ///< exit code, when `signal` is 0
  int signal = 0;  ///< the signal that ended it
  int rank = 0;    ///< of several for one stage: whose end this is
};

/// A `lafs-worker JOB.json` in a process group of its own, so that a key pressed in the terminal
/// reaches the executor alone. The object may go before the process: a worker outlives whoever
/// started it. Not for several threads at once.
class WorkerProcess {
 public:
  /// Starts `binary` with `jobFile`; its standard output and error are appended to `logFile`.
  /// `variables` ("NAME=value") are put into its environment. UserError when the program cannot be
  /// started.
  static WorkerProcess start(const std::string& binary, const std::string& jobFile,
                             const std::string& logFile,
                             const std::vector<std::string>& variables = {});

  pid_t pid() const { return pid_; }
  /// Nothing while it runs; never waits.
  std::optional<WorkerExit> poll();
  void askToStop() const;  ///< SIGTERM: finish the step, checkpoint, exit 75
  void kill() const;       ///< SIGKILL to its whole group

 private:
  explicit WorkerProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_ = 0;
  std::optional<WorkerExit> ended_;
};

}  // namespace lafs
