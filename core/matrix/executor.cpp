// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/executor.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/matrix/core_groups.h"
#include "core/matrix/plan_file.h"
#include "core/matrix/worker_exit.h"
#include "core/matrix/worker_job.h"
#include "core/matrix/worker_process.h"
#include "core/run/control_requests.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr double kProgressSeconds = 0.5;
constexpr double kForeignSeconds = 0.5;

/// A worker of ours and the slot it fills.
struct BusySlot {
  std::size_t node = 0;
  WorkerProcess worker;
  SteadyClock::time_point reported;
};

class Executor {
 public:
  Executor(const Experiment& experiment, const StageGraph& graph, const ExecutorOptions& options,
           const ExecutorEvents& events)
      : graph_(graph),
        options_(options),
        events_(events),
        runs_(options.runsFolder),
        plan_(options.runsFolder, experiment, graph),
        outcomes_(graph.nodes.size()) {
    for (int slot = 0; slot < options.slots; ++slot) freeSlots_.insert(slot);
    cores_.resize(static_cast<std::size_t>(options.slots));
    if (options.pinCores) cores_ = coreGroups(availableCores(), options.slots);
  }

  ExecutorResult run() {
    for (std::size_t node = 0; node < outcomes_.size(); ++node) reuse(node);
    plan_.write("running", outcomes_);
    for (;;) {
      obeyWishes();
      reap();
      lookAtForeign();
      launchReady();
      if (planChanged_) plan_.write("running", outcomes_);
      planChanged_ = false;
      if (busy_.empty() && (stopping_ || !anyOpen())) break;
      std::this_thread::sleep_for(std::chrono::duration<double>(options_.pollSeconds));
    }
    return finish();
  }

 private:
  void set(std::size_t node, StageOutcome outcome) {
    outcomes_[node] = std::move(outcome);
    planChanged_ = true;
    if (events_.changed) events_.changed(graph_.nodes[node], outcomes_[node]);
  }

  RunReader reader(std::size_t node) const { return RunReader(runs_.run(graph_.nodes[node].name)); }

  void reuse(std::size_t node) {
    const RunSnapshot run = reader(node).snapshot();
    if (run.state == RunState::Done) set(node, {StageState::Done, true, run.status.seconds, {}});
  }

  bool anyOpen() const {
    for (const StageOutcome& outcome : outcomes_) {
      if (!isEnded(outcome.state)) return true;
    }
    return false;
  }

  // ---- stopping

  void obeyWishes() {
    StopWish wish = events_.stopWish ? events_.stopWish() : StopWish::None;
    if (wish == StopWish::None && !stopped_ && plan_.stopRequested()) wish = StopWish::Stop;
    if (wish != StopWish::None && !stopped_) {
      stopping_ = stopped_ = true;
      askWorkersToStop();
    }
    if (wish == StopWish::Kill && !killed_) {
      killed_ = true;
      for (const auto& [slot, busy] : busy_) busy.worker.kill();
    }
  }

  void askWorkersToStop() {
    if (!busy_.empty()) notice("stopping: workers finish their step and write a checkpoint");
    for (const auto& [slot, busy] : busy_) {
      makeRequest(RunPaths(runs_.run(graph_.nodes[busy.node].name)), format::kStopRequest);
      busy.worker.askToStop();
    }
  }

  void notice(const std::string& text) const {
    if (events_.notice) events_.notice(text);
  }

  // ---- workers of ours

  void reap() {
    for (auto it = busy_.begin(); it != busy_.end();) {
      BusySlot& busy = it->second;
      const auto exit = busy.worker.poll();
      if (!exit) {
        report(busy);
        ++it;
        continue;
      }
      ended(busy.node, busy.worker.pid(), *exit);
      freeSlots_.insert(it->first);
      it = busy_.erase(it);
    }
  }

  void report(BusySlot& busy) {
    const auto now = SteadyClock::now();
    if (now - busy.reported < std::chrono::duration<double>(kProgressSeconds)) return;
    busy.reported = now;
    const RunSnapshot run = reader(busy.node).snapshot();
    if (run.hasStatus && events_.progressed)
      events_.progressed(graph_.nodes[busy.node], run.status);
  }

  void ended(std::size_t node, pid_t pid, const WorkerExit& exit) {
    StageOutcome outcome = outcomeOf(reader(node), pid, exit, stopping_);
    const StageState state = outcome.state;
    const std::string error = outcome.error;
    set(node, std::move(outcome));
    if (state == StageState::Failed || state == StageState::Interrupted) countFailure(error);
    blockDependants();
  }

  void countFailure(const std::string& error) {
    const int count = ++failures_[normalisedError(error)];
    ++failed_;
    if (stopping_) return;
    const bool same = options_.sameFailures > 0 && count >= options_.sameFailures;
    const bool any = options_.maxFailures > 0 && failed_ >= options_.maxFailures;
    if (!same && !any) return;
    notice("nothing more is started: " +
           (same ? std::to_string(count) + " stages failed the same way"
                 : std::to_string(failed_) + (failed_ == 1 ? " stage" : " stages") + " failed"));
    stopping_ = true;
  }

  void blockDependants() {
    for (std::size_t node = 0; node < outcomes_.size(); ++node) {
      if (isEnded(outcomes_[node].state)) continue;
      for (const std::size_t input : graph_.nodes[node].dependencies) {
        const StageState state = outcomes_[input].state;
        if (!isEnded(state) || state == StageState::Done) continue;
        set(node, {StageState::Blocked, false, 0,
                   graph_.nodes[input].name + " is " + stageStateName(state)});
        break;
      }
    }
  }

  // ---- workers of others

  void lookAtForeign() {
    const auto now = SteadyClock::now();
    if (now - foreignLooked_ < std::chrono::duration<double>(kForeignSeconds)) return;
    foreignLooked_ = now;
    for (std::size_t node = 0; node < outcomes_.size(); ++node) {
      if (outcomes_[node].state == StageState::Waiting) lookAtForeign(node);
    }
  }

  void lookAtForeign(std::size_t node) {
    const RunSnapshot run = reader(node).snapshot();
    const bool silent = run.silenceSeconds > format::kTakeOverSeconds;
    if (isLive(run.state) && !(run.state == RunState::LostContact && silent)) {
      if (run.hasStatus && events_.progressed) events_.progressed(graph_.nodes[node], run.status);
      return;
    }
    if (run.state == RunState::Done) {
      set(node, {StageState::Done, true, run.status.seconds, {}});
    } else if (run.state == RunState::Failed) {
      set(node, {StageState::Failed, false, run.status.seconds, run.status.error});
      countFailure(run.status.error);
    } else if (run.state == RunState::Stopped) {
      set(node, {StageState::Stopped, false, run.status.seconds, {}});
    } else {
      set(node, {StageState::Queued, false, run.status.seconds, {}});  // its worker died: our turn
    }
    blockDependants();
  }

  // ---- starting

  bool ready(std::size_t node) const {
    if (outcomes_[node].state != StageState::Queued) return false;
    for (const std::size_t input : graph_.nodes[node].dependencies) {
      if (outcomes_[input].state != StageState::Done) return false;
    }
    return true;
  }

  void launchReady() {
    for (std::size_t node = 0; node < outcomes_.size() && !stopping_ && !freeSlots_.empty();
         ++node) {
      if (!ready(node)) continue;
      const RunSnapshot run = reader(node).snapshot();
      const bool silent = run.silenceSeconds > format::kTakeOverSeconds;
      if (run.state == RunState::Done) {
        set(node, {StageState::Done, true, run.status.seconds, {}});
      } else if (run.state == RunState::Running ||
                 (run.state == RunState::LostContact && !silent)) {
        set(node, {StageState::Waiting, false, run.status.seconds, {}});
      } else {
        launch(node, run.status.seconds);
      }
    }
  }

  void launch(std::size_t node, double secondsBefore) {
    const int slot = *freeSlots_.begin();
    const StageNode& stage = graph_.nodes[node];
    const RunPaths paths(runs_.run(stage.name));
    writeStageDirectory(stage.job(options_.runsFolder), stage.content);
    const std::string device =
        options_.devices.empty()
            ? std::string()
            : options_.devices[static_cast<std::size_t>(slot) % options_.devices.size()];
    const Json job = stageJobFile(stage.spec, paths.directory(), device, options_.slots);
    writeFileAtomically(paths.job(), job.dump(2) + '\n');
    const CorePin pin(cores_[static_cast<std::size_t>(slot)]);  // the worker inherits it
    WorkerProcess worker =
        WorkerProcess::start(options_.workerBinary, paths.job(), paths.workerLog());
    freeSlots_.erase(slot);
    busy_.emplace(slot, BusySlot{node, std::move(worker), SteadyClock::now()});
    set(node, {StageState::Running, false, secondsBefore, {}});
  }

  // ---- the end

  ExecutorResult finish() {
    bool failed = false;
    bool stopped = stopped_;
    for (std::size_t node = 0; node < outcomes_.size(); ++node) {
      const StageState state = outcomes_[node].state;
      if (!isEnded(state)) set(node, {StageState::NotRun, false, outcomes_[node].seconds, {}});
      failed = failed || state == StageState::Failed || state == StageState::Interrupted;
      stopped = stopped || state == StageState::Stopped;
    }
    ExecutorResult result;
    result.exitCode = failed    ? format::kExitFailed
                      : stopped ? format::kExitStopped
                                : format::kExitDone;
    result.outcomes = outcomes_;
    plan_.finish(failed ? "failed" : stopped ? "stopped" : "done", outcomes_);
    return result;
  }

  const StageGraph& graph_;
  const ExecutorOptions& options_;
  const ExecutorEvents& events_;
  RunsFolder runs_;
  PlanFile plan_;
  std::vector<StageOutcome> outcomes_;
  std::map<int, BusySlot> busy_;
  std::set<int> freeSlots_;
  std::vector<CoreSet> cores_;  ///< of each slot; empty sets without pinning
  std::map<std::string, int> failures_;
  int failed_ = 0;
  SteadyClock::time_point foreignLooked_;
  bool planChanged_ = false;
  bool stopping_ = false;  ///< nothing more is started
  bool stopped_ = false;   ///< because somebody asked
  bool killed_ = false;
};

}  // namespace

ExecutorResult runStages(const Experiment& experiment, const StageGraph& graph,
                         const ExecutorOptions& options, const ExecutorEvents& events) {
  return Executor(experiment, graph, options, events).run();
}

}  // namespace lafs
