// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/matrix/stage_outcome.h"

namespace lafs {

/// What has become of a stage (by its node in the graph) that a runner has.
struct StageNews {
  std::size_t node = 0;
  /// Running, an end, `Waiting` when its worker gave way to another one, or `Queued` when the
  /// runner gave it back: it may be handed over again.
  StageOutcome outcome;
};

/// Where workers run. The executor knows which stages are due; a runner has their workers started,
/// here or elsewhere, and tells how they get on. It has a stage from `start` (or `found`) until it
/// tells of a state other than Submitted and Running. Called from the executor's thread only.
class StageRunner {
 public:
  virtual ~StageRunner() = default;

  /// Stages that an earlier executor left with this runner and that are under way still, with the
  /// state of each. Asked once, before anything is started.
  virtual std::vector<StageNews> found() = 0;
  /// Whether a stage may be handed over while the runner still has what it reads.
  virtual bool keepsOrder() const = 0;
  /// How many more stages it takes now.
  virtual std::size_t room() const = 0;
  /// Takes stages over, inputs before what reads them; gives the state that they are in then.
  /// UserError when they cannot be started.
  virtual StageState start(const std::vector<std::size_t>& nodes) = 0;
  /// What is new since the last call; never waits long. `stopping`: the executor wants the workers
  /// to end, so that one which was killed counts as stopped.
  virtual std::vector<StageNews> poll(bool stopping) = 0;
  /// Takes back stages that wait in a queue of the runner's own; a worker that has begun goes on.
  virtual void withdraw(const std::vector<std::size_t>& nodes) = 0;
  /// Asks every worker to finish its step, write a checkpoint and end.
  virtual void askToStop() = 0;
  /// Ends every worker at once.
  virtual void kill() = 0;
  /// What to tell people when the executor goes and its workers stay (StopWish::Leave).
  virtual std::string farewell() const { return {}; }
};

}  // namespace lafs
