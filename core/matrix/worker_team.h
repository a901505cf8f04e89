// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/matrix/held_port.h"
#include "core/matrix/worker_process.h"
#include "core/run/run_paths.h"

namespace lafs {

/// The workers of one stage on this machine: one, or the ranks of a training that share its
/// batches. Rank 0 writes the run directory and stands for all; the others log to rank-<n>.log. Not
/// for several threads at once.
class WorkerTeam {
 public:
  /// Starts `ranks` workers on the directory's job file. Several find each other on the loopback
  /// device, through the variables that torchrun sets. UserError when one cannot be started.
  static WorkerTeam start(const std::string& binary, const RunPaths& paths, int ranks);

  pid_t pid(int rank = 0) const { return workers_[static_cast<std::size_t>(rank)].pid(); }
  /// Nothing while one of them runs; never waits. How rank 0 ended or, when another one failed
  /// first, that one. What is left of a team ten seconds after one failed is killed.
  std::optional<WorkerExit> poll();
  void askToStop() const;
  void kill() const;

 private:
  std::unique_ptr<HeldPort> meeting_;  ///< where several find each other
  std::vector<WorkerProcess> workers_;
  std::optional<WorkerExit> failed_;  ///< the first that did not end well
  std::chrono::steady_clock::time_point failedAt_;
};

}  // namespace lafs
