// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config/experiment.h"
#include "core/matrix/slurm/slurm_settings.h"
#include "core/matrix/stage_graph.h"
#include "core/matrix/stage_outcome.h"
#include "core/run/run_status.h"

namespace lafs {

struct ExecutorOptions {
  std::string runsFolder;
  std::string workerBinary;
  std::string executor = "local";  ///< where workers run: a name of runner_registry.h
  int slots = 1;                   ///< stages at a time
  int ranks = 1;  ///< processes that share one training; evaluations take one; "local" only
  /// What slot i gives its worker: devices[i % size]; empty = what the spec says.
  std::vector<std::string> devices;
  int sameFailures = 3;   ///< starts nothing more after so many failures of one kind; 0 = never
  int maxFailures = 0;    ///< the same after so many of any kind; 0 = never
  bool pinCores = false;  ///< each slot has CPU cores of its own, and its worker as many threads
  double pollSeconds = 0.05;
  SlurmSettings slurm;  ///< executor "slurm" only, whose `slots` are tasks of an array
};

/// What whoever started the executor wants of it by now.
enum class StopWish {
  None,
  Stop,   ///< ask the workers to checkpoint, then end
  Kill,   ///< end them at once
  Leave,  ///< end, and let the workers be: a runner that others can follow has them
};

/// Calls back from within `runStages`, on the caller's thread.
struct ExecutorEvents {
  /// A stage's state has changed; `outcome` is the new one.
  std::function<void(const StageNode&, const StageOutcome&)> changed;
  /// News of a running (or waited-for) stage, at most once a second each.
  std::function<void(const StageNode&, const RunStatus&)> progressed;
  std::function<void(const std::string&)> notice;  ///< one line for people
  std::function<StopWish()> stopWish;              ///< asked at every turn
};

struct ExecutorResult {
  std::vector<StageOutcome> outcomes;  ///< by node
  int exitCode = 0;                    ///< 0 all done, 1 something failed, 75 stopped
};

/// Runs what is missing of a graph in worker processes, wherever `options.executor` has them:
/// finished stages are reused, failed ones retried, interrupted ones continued; one that a live
/// worker of somebody else is at is waited for. A failure is reported at once, blocks what reads
/// it, and lets the rest go on, until several fail the same way or too many fail at all. UserError
/// when the runs folder cannot be written or the worker not started.
ExecutorResult runStages(const Experiment& experiment, const StageGraph& graph,
                         const ExecutorOptions& options, const ExecutorEvents& events);

}  // namespace lafs
