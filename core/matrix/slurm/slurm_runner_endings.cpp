// SPDX-License-Identifier: GPL-3.0-or-later
// How SlurmRunner judges a task that has ended, from the word its script left or from none.
#include "core/matrix/slurm/slurm_runner.h"
#include "core/matrix/worker_exit.h"

namespace lafs {

namespace {

constexpr int kMostRefusals = 3;
constexpr int kSignalBase = 128;

}  // namespace

StageOutcome SlurmRunner::endedWith(const SlurmTaskEnd& end, std::size_t node, const Task& task,
                                    bool stopping) {
  const RunReader run = reader(node);
  const double worked = run.snapshot().status.seconds;
  if (end.code == kExitNotReady) return notReady(node, worked);
  if (end.code == kExitPreempted) {
    if (asked_ || task.withdrawn) return {StageState::Stopped, false, worked, {}};
    notice(graph_.nodes[node].name + " was preempted: submitted again");
    return {StageState::Queued, false, worked, {}};
  }
  WorkerExit exit;
  exit.code = end.code;
  if (end.code > kSignalBase) exit.signal = end.code - kSignalBase;
  return outcomeOf(run, end.pid, exit, stopping);
}

/// Its inputs were not done when it began: given back, to be submitted when they are. Inputs that
/// we see done and the node does not mean that the two do not see the same folder.
StageOutcome SlurmRunner::notReady(std::size_t node, double worked) {
  if (++refused_[node] < kMostRefusals) return {StageState::Queued, false, worked, {}};
  return {StageState::Failed, false, worked,
          "the cluster's node does not see that its inputs are done: does " + runs_.folder() +
              " lie on a file system that all nodes share?"};
}

/// Gone from the queue, and its script has left no word.
std::optional<StageOutcome> SlurmRunner::endedSilently(std::size_t node, Task& task,
                                                       const RunSnapshot& run, bool stopping) {
  const double worked = run.status.seconds;
  const bool begun = newestGeneration(node) > task.claimBefore;
  if (!begun && (task.withdrawn || asked_))
    return StageOutcome{StageState::NotRun, false, worked, {}};
  // Over a network, files of other hosts show late; and a heart that beats is of a live worker.
  if (Clock::now() - *task.end < std::chrono::duration<double>(options_.slurm.settleSeconds))
    return {};
  if (begun && run.state == RunState::Running) return {};
  if (begun && run.state == RunState::Failed) {
    return StageOutcome{StageState::Failed, false, worked, run.status.error};
  }
  if (stopping || (begun && run.state == RunState::Stopped)) {
    return StageOutcome{StageState::Stopped, false, worked, {}};
  }
  return StageOutcome{StageState::Interrupted, false, worked,
                      begun ? "job " + task.id +
                                  " ended without a word (cancelled, out of memory, or its node "
                                  "failed); see " +
                                  ledger_.outputOf(task.id) + "; run again to go on"
                            : "job " + task.id + " left the queue without having begun; see " +
                                  ledger_.outputOf(task.id) + "; run again to submit it"};
}

}  // namespace lafs
