// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/executor.h"

#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "core/matrix/plan_file.h"
#include "core/matrix/runner_registry.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr double kProgressSeconds = 0.5;
constexpr double kForeignSeconds = 0.5;

class Executor {
 public:
  Executor(const Experiment& experiment, const StageGraph& graph, const ExecutorOptions& options,
           const ExecutorEvents& events)
      : graph_(graph),
        options_(options),
        events_(events),
        runs_(options.runsFolder),
        runner_(makeRunner(graph, options, events)),
        plan_(options.runsFolder, experiment, graph),
        outcomes_(graph.nodes.size()) {}

  ExecutorResult run() {
    for (std::size_t node = 0; node < outcomes_.size(); ++node) reuse(node);
    take(runner_->found());
    plan_.write("running", outcomes_);
    for (;;) {
      obeyWishes();
      if (left_) break;
      if (plan_.takeOrderRequest(outcomes_)) planChanged_ = true;
      take(runner_->poll(stopping_));
      reportProgress();
      lookAtForeign();
      launchReady();
      if (planChanged_) plan_.write("running", outcomes_);
      planChanged_ = false;
      if (taken_.empty() && (stopping_ || !anyOpen())) break;
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
    left_ = wish == StopWish::Leave;
    if (left_) notice(runner_->farewell());
    if (wish == StopWish::None || left_) return;
    if (!stopped_) {
      if (!taken_.empty()) {
        notice("stopping: workers finish their step and write a checkpoint");
      }
      stopping_ = stopped_ = true;
      runner_->askToStop();
    }
    if (wish == StopWish::Kill && !killed_) {
      killed_ = true;
      runner_->kill();
    }
  }

  void notice(const std::string& text) const {
    if (events_.notice) events_.notice(text);
  }

  // ---- workers of ours

  void take(const std::vector<StageNews>& news) {
    bool ended = false;
    for (const StageNews& item : news) {
      if (isEnded(outcomes_[item.node].state)) continue;  // blocked or done meanwhile
      const StageState state = item.outcome.state;
      set(item.node, item.outcome);
      if (isWithRunner(state)) {
        taken_.emplace(item.node, SteadyClock::now());
        continue;
      }
      taken_.erase(item.node);
      if (state == StageState::Failed || state == StageState::Interrupted) {
        countFailure(item.outcome.error);
      }
      ended = true;
    }
    if (ended) blockDependants();
  }

  /// News of what runs, now and then.
  void reportProgress() {
    const auto now = SteadyClock::now();
    for (auto& [node, reported] : taken_) {
      if (outcomes_[node].state != StageState::Running) continue;
      if (now - reported < std::chrono::duration<double>(kProgressSeconds)) continue;
      reported = now;
      const RunSnapshot run = reader(node).snapshot();
      if (run.hasStatus && events_.progressed) events_.progressed(graph_.nodes[node], run.status);
    }
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
    std::vector<std::size_t> waiting;
    for (const auto& [node, reported] : taken_) {
      if (outcomes_[node].state == StageState::Submitted) waiting.push_back(node);
    }
    runner_->withdraw(waiting);
  }

  void blockDependants() {
    std::vector<std::size_t> blocked;
    for (std::size_t node = 0; node < outcomes_.size(); ++node) {
      if (isEnded(outcomes_[node].state)) continue;
      for (const std::size_t input : graph_.nodes[node].dependencies) {
        const StageState state = outcomes_[input].state;
        if (!isEnded(state) || state == StageState::Done) continue;
        set(node, {StageState::Blocked, false, 0,
                   graph_.nodes[input].name + " is " + stageStateName(state)});
        if (taken_.erase(node) > 0) blocked.push_back(node);
        break;
      }
    }
    runner_->withdraw(blocked);
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

  /// `due`: stages that are handed over in the same breath.
  bool ready(std::size_t node, const std::set<std::size_t>& due) const {
    if (outcomes_[node].state != StageState::Queued) return false;
    for (const std::size_t input : graph_.nodes[node].dependencies) {
      if (outcomes_[input].state == StageState::Done) continue;
      const bool before = taken_.count(input) > 0 || due.count(input) > 0;
      if (!before || !runner_->keepsOrder()) return false;
    }
    return true;
  }

  void launchReady() {
    std::set<std::size_t> due;
    for (const std::size_t node : plan_.order()) {
      if (stopping_ || due.size() >= runner_->room()) break;
      if (!ready(node, due)) continue;
      const RunSnapshot run = reader(node).snapshot();
      const bool silent = run.silenceSeconds > format::kTakeOverSeconds;
      outcomes_[node].seconds = run.status.seconds;
      if (run.state == RunState::Done) {
        set(node, {StageState::Done, true, run.status.seconds, {}});
      } else if (run.state == RunState::Running ||
                 (run.state == RunState::LostContact && !silent)) {
        set(node, {StageState::Waiting, false, run.status.seconds, {}});
      } else {
        due.insert(node);
      }
    }
    if (!due.empty()) launch(due);
  }

  void launch(const std::set<std::size_t>& due) {
    const StageState state = runner_->start({due.begin(), due.end()});
    for (const std::size_t node : due) {
      taken_.emplace(node, SteadyClock::now());
      set(node, {state, false, outcomes_[node].seconds, {}});
    }
  }

  // ---- the end

  ExecutorResult finish() {
    bool failed = false;
    bool stopped = stopped_ || left_;
    for (std::size_t node = 0; node < outcomes_.size(); ++node) {
      const StageState state = outcomes_[node].state;
      const bool goesOn = left_ && taken_.count(node) > 0;
      if (!isEnded(state) && !goesOn)
        set(node, {StageState::NotRun, false, outcomes_[node].seconds, {}});
      failed = failed || state == StageState::Failed || state == StageState::Interrupted;
      stopped = stopped || state == StageState::Stopped;
    }
    ExecutorResult result;
    result.exitCode = failed    ? format::kExitFailed
                      : stopped ? format::kExitStopped
                                : format::kExitDone;
    result.outcomes = outcomes_;
    const char* stoppedState = left_ ? "left" : "stopped";
    plan_.finish(failed ? "failed" : stopped ? stoppedState : "done", outcomes_);
    return result;
  }

  const StageGraph& graph_;
  const ExecutorOptions& options_;
  const ExecutorEvents& events_;
  RunsFolder runs_;
  std::unique_ptr<StageRunner> runner_;
  PlanFile plan_;
  std::vector<StageOutcome> outcomes_;
  /// Stages that the runner has, and when their progress was last told.
  std::map<std::size_t, SteadyClock::time_point> taken_;
  std::map<std::string, int> failures_;
  int failed_ = 0;
  SteadyClock::time_point foreignLooked_;
  bool planChanged_ = false;
  bool stopping_ = false;  ///< nothing more is started
  bool stopped_ = false;   ///< because somebody asked
  bool killed_ = false;
  bool left_ = false;  ///< the executor goes, the workers stay
};

}  // namespace

ExecutorResult runStages(const Experiment& experiment, const StageGraph& graph,
                         const ExecutorOptions& options, const ExecutorEvents& events) {
  return Executor(experiment, graph, options, events).run();
}

}  // namespace lafs
