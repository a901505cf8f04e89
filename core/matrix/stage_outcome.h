// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// Where a stage stands in an executor's plan.
enum class StageState {
  Queued,
  Waiting,    ///< another executor's worker is at it
  Submitted,  ///< in the queue of a cluster's scheduler
  Running,
  Done,
  Failed,
  Stopped,      ///< as asked, checkpoint kept
  Interrupted,  ///< its worker was killed; run again to go on
  Blocked,      ///< a stage that it reads did not get done
  NotRun,       ///< the executor ended before its turn
};

const char* stageStateName(StageState state);  ///< "queued", …, "not_run"
bool isEnded(StageState state);
/// Whether whoever has workers started (a StageRunner) has the stage.
bool isWithRunner(StageState state);

struct StageOutcome {
  StageState state = StageState::Queued;
  bool reused = false;  ///< done before, or by another executor
  double seconds = 0;   ///< worked on it, over all attempts
  std::string error;    ///< Failed, Interrupted, Blocked: why
};

/// An error's text without what differs from run to run (numbers, keys, paths), so that equal
/// causes compare equal.
std::string normalisedError(const std::string& error);

}  // namespace lafs
