// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/matrix/executor.h"
#include "core/matrix/slurm/slurm_ledger.h"
#include "core/matrix/slurm/slurm_queue.h"
#include "core/matrix/slurm/slurm_stage.h"
#include "core/matrix/stage_runner.h"
#include "core/run/run_reader.h"

namespace lafs {

/// Workers as tasks of a Slurm cluster's job arrays. Everything that is due is submitted at once,
/// ordered by dependencies, and goes on without us: what was preempted queues again by itself. We
/// follow by the run directories, by what the scripts leave in the ledger, and by the queue.
class SlurmRunner : public StageRunner {
 public:
  /// The arguments must outlive it. UserError when the cluster's commands are not there.
  SlurmRunner(const StageGraph& graph, const ExecutorOptions& options,
              const ExecutorEvents& events);

  std::vector<StageNews> found() override;
  bool keepsOrder() const override { return true; }
  std::size_t room() const override { return graph_.nodes.size(); }
  StageState start(const std::vector<std::size_t>& nodes) override;
  std::vector<StageNews> poll(bool stopping) override;
  void withdraw(const std::vector<std::size_t>& nodes) override;
  void askToStop() override;
  void kill() override;
  std::string farewell() const override;

 private:
  using Clock = std::chrono::steady_clock;

  /// A stage of ours in the cluster's hands.
  struct Task {
    std::string id;  ///< "<job>_<task>"
    StageState state = StageState::Submitted;
    Clock::time_point since;               ///< when we learnt of it
    std::int64_t claimBefore = 0;          ///< newest claim when it had not begun
    std::int64_t restartsTold = 0;         ///< of its worker by Slurm
    std::optional<Clock::time_point> end;  ///< when it was first seen to have ended, or to be gone
    bool withdrawn = false;
  };

  RunReader reader(std::size_t node) const;
  std::int64_t newestGeneration(std::size_t node) const;
  void submit(const SlurmArray& array, std::vector<std::string>& jobs);
  void readQueue();
  void tellOfRestart(Task& task, const RunSnapshot& run) const;
  void cancelWithdrawn();
  bool isGone(const Task& task, Clock::time_point since) const;
  std::optional<StageOutcome> look(std::size_t node, Task& task, bool stopping);
  std::optional<StageOutcome> follow(Task& task, const RunSnapshot& run);
  std::optional<StageOutcome> endedSilently(std::size_t node, Task& task, const RunSnapshot& run,
                                            bool stopping);
  StageOutcome endedWith(const SlurmTaskEnd& end, std::size_t node, const Task& task,
                         bool stopping);
  StageOutcome notReady(std::size_t node, double seconds);
  void notice(const std::string& text) const;

  const StageGraph& graph_;
  const ExecutorOptions& options_;
  const ExecutorEvents& events_;
  RunsFolder runs_;
  SlurmPlaces places_;
  SlurmLedger ledger_;
  std::map<std::size_t, Task> tasks_;  ///< by node
  SlurmQueue queue_;
  Clock::time_point queueRead_;   ///< when the newest answer was asked for
  Clock::time_point queueTried_;  ///< the same, had it come or not
  Clock::time_point looked_;
  bool wantsQueue_ = false;  ///< something hangs on the next answer
  bool withdraws_ = false;   ///< some tasks are to leave the queue
  bool queueFails_ = false;
  bool asked_ = false;                  ///< everything is to stop
  std::map<std::size_t, int> refused_;  ///< how often a task did not see its inputs
  std::set<std::string> told_;          ///< reasons of waiting that were told
};

}  // namespace lafs
