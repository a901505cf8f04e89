// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_runner.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/claim.h"
#include "core/run/control_requests.h"

namespace lafs {

namespace {

std::chrono::duration<double> seconds(double count) {
  return std::chrono::duration<double>(count);
}

}  // namespace

SlurmRunner::SlurmRunner(const StageGraph& graph, const ExecutorOptions& options,
                         const ExecutorEvents& events)
    : graph_(graph),
      options_(options),
      events_(events),
      runs_(options.runsFolder),
      places_(slurmPlaces(options)),
      ledger_(options.runsFolder) {
  checkSlurmSettings(options.slurm);
  slurm::requireCommands();
  ledger_.create();
}

RunReader SlurmRunner::reader(std::size_t node) const {
  return RunReader(runs_.run(graph_.nodes[node].name));
}

std::int64_t SlurmRunner::newestGeneration(std::size_t node) const {
  const auto claim = newestClaim(reader(node).paths());
  return claim ? claim->generation : 0;
}

void SlurmRunner::notice(const std::string& text) const {
  if (events_.notice) events_.notice(text);
}

// ---- taking over and submitting

std::vector<StageNews> SlurmRunner::found() {
  // The ledger before the queue: a job that is noted was submitted before the queue is read.
  const std::vector<std::string> jobs = ledger_.jobs();
  const std::map<std::string, std::string> tasks = ledger_.tasks();
  const Clock::time_point now = Clock::now();
  queue_ = slurm::queue(jobs);
  queueRead_ = queueTried_ = now;
  std::set<std::string> open;
  for (const auto& [id, entry] : queue_) {
    if (entry.state != SlurmTaskState::Ended) open.insert(slurmJobOf(id));
  }
  std::vector<std::string> over;
  for (const std::string& job : jobs) {
    if (open.count(job) == 0) over.push_back(job);
  }
  std::vector<StageNews> news;
  for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
    const auto noted = tasks.find(graph_.nodes[node].name);
    const auto entry = noted == tasks.end() ? queue_.end() : queue_.find(noted->second);
    if (entry == queue_.end() || entry->second.state == SlurmTaskState::Ended) continue;
    const RunSnapshot run = reader(node).snapshot();
    if (run.state == RunState::Done) continue;
    const bool begun = entry->second.state == SlurmTaskState::Active;
    Task& task = tasks_[node];
    task.id = noted->second;
    task.state = begun ? StageState::Running : StageState::Submitted;
    task.since = now;
    task.claimBefore = newestGeneration(node) - (begun && isLive(run.state) ? 1 : 0);
    news.push_back({node, {task.state, false, run.status.seconds, {}}});
  }
  ledger_.forget(over);
  if (!news.empty()) {
    notice(std::to_string(news.size()) + (news.size() == 1 ? " stage is" : " stages are") +
           " in Slurm's hands already: followed");
  }
  return news;
}

StageState SlurmRunner::start(const std::vector<std::size_t>& nodes) {
  std::map<std::size_t, std::string> queued;
  for (const auto& [node, task] : tasks_) queued[node] = task.id;
  const std::vector<SlurmArray> arrays = slurmArrays(graph_, nodes, queued);
  std::vector<std::string> jobs;
  for (const SlurmArray& array : arrays) {
    try {
      submit(array, jobs);
    } catch (const UserError& error) {
      if (jobs.empty()) throw;
      throw UserError("sbatch",
                      std::string(error.what()) + " (after " + std::to_string(jobs.size()) +
                          " of " + std::to_string(arrays.size()) + " arrays)",
                      "those submitted go on: run the same command again to follow them");
    }
  }
  notice("submitted " + std::to_string(nodes.size()) +
         (nodes.size() == 1 ? " stage as job " : " stages as jobs ") + join(jobs, ", "));
  return StageState::Submitted;
}

void SlurmRunner::submit(const SlurmArray& array, std::vector<std::string>& jobs) {
  for (const std::size_t node : array.nodes) prepareSlurmStage(graph_.nodes[node], options_);
  const std::string script = slurmScript(graph_, array, options_.slurm, places_);
  const std::string file = temporaryPathFor(ledger_.folder() + "/submit.sh");
  writeFileAtomically(file, script);
  std::error_code ignored;
  std::string job;
  try {
    job = slurm::submit(file, dependencyOf(array, jobs));
  } catch (...) {
    std::filesystem::remove(file, ignored);
    throw;
  }
  std::filesystem::remove(file, ignored);
  ledger_.record(job, slurmTasksText(graph_, array), script);
  jobs.push_back(job);
  for (std::size_t i = 0; i < array.nodes.size(); ++i) {
    Task& task = tasks_[array.nodes[i]];
    task = Task();
    task.id = job + '_' + std::to_string(i);
    task.since = Clock::now();
    task.claimBefore = newestGeneration(array.nodes[i]);
  }
}

// ---- following

std::vector<StageNews> SlurmRunner::poll(bool stopping) {
  const auto now = Clock::now();
  if (tasks_.empty() || now - looked_ < seconds(options_.slurm.lookSeconds)) return {};
  looked_ = now;
  const double pause = wantsQueue_ ? options_.slurm.lookSeconds : options_.slurm.queueSeconds;
  if (now - queueTried_ >= seconds(pause)) readQueue();
  std::vector<StageNews> news;
  for (auto it = tasks_.begin(); it != tasks_.end();) {
    const auto outcome = look(it->first, it->second, stopping);
    if (outcome) news.push_back({it->first, *outcome});
    const bool kept = !outcome || isWithRunner(outcome->state);
    it = kept ? std::next(it) : tasks_.erase(it);
  }
  return news;
}

void SlurmRunner::readQueue() {
  std::set<std::string> jobs;
  for (const auto& [node, task] : tasks_) jobs.insert(slurmJobOf(task.id));
  queueTried_ = Clock::now();
  try {
    queue_ = slurm::queue({jobs.begin(), jobs.end()});
    queueRead_ = queueTried_;
    wantsQueue_ = queueFails_ = false;
    if (withdraws_) cancelWithdrawn();
  } catch (const UserError& error) {
    // A controller may be away for a while; its jobs go on, and so do we.
    if (!queueFails_) notice(std::string(error.what()) + "; asked again until it answers");
    queueFails_ = true;
  }
}

/// Whether an answer of the queue that was asked for after `since` has it no more.
bool SlurmRunner::isGone(const Task& task, Clock::time_point since) const {
  if (queueRead_ <= since) return false;
  const auto entry = queue_.find(task.id);
  return entry == queue_.end() || entry->second.state == SlurmTaskState::Ended;
}

/// For what was preempted and went on between two looks at the queue.
void SlurmRunner::tellOfRestart(Task& task, const RunSnapshot& run) const {
  const std::int64_t restarts = run.status.claim - task.claimBefore - 1;
  if (restarts <= task.restartsTold) return;
  task.restartsTold = restarts;
  notice(run.name + " was preempted and went on as " + task.id);
}

// Judging what has ended is slurm_runner_endings.cpp.

/// What is new about one task; nothing when that is nothing.
std::optional<StageOutcome> SlurmRunner::look(std::size_t node, Task& task, bool stopping) {
  const RunSnapshot run = reader(node).snapshot();
  tellOfRestart(task, run);
  if (run.state == RunState::Done)
    return StageOutcome{StageState::Done, false, run.status.seconds, {}};
  const auto end = ledger_.endOf(task.id);
  // A worker that stopped may be queued again by the cluster itself: the queue decides.
  if (end && end->code != format::kExitStopped) return endedWith(*end, node, task, stopping);
  if (!isGone(task, task.since) && !end) {
    task.end.reset();
    return follow(task, run);
  }
  if (!task.end) task.end = Clock::now();
  wantsQueue_ = true;
  if (!isGone(task, *task.end)) return {};
  if (end) return endedWith(*end, node, task, stopping);
  return endedSilently(node, task, run, stopping);
}

std::optional<StageOutcome> SlurmRunner::follow(Task& task, const RunSnapshot& run) {
  const auto entry = queue_.find(task.id);
  const bool known = queueRead_ > task.since && entry != queue_.end();
  // A worker that begins shows in its directory first: worth a look at the queue.
  if (isLive(run.state) && task.state == StageState::Submitted) wantsQueue_ = true;
  if (asked_ && isLive(run.state)) makeRequest(RunPaths(run.directory), format::kStopRequest);
  if (!known) return {};
  const bool waits = entry->second.state == SlurmTaskState::Waiting;
  if (waits && !isCommonReason(entry->second.reason)) {
    const std::string text =
        "job " + slurmJobOf(task.id) + " waits: Slurm says " + entry->second.reason;
    if (told_.insert(text).second) notice(text);
  }
  const StageState state = waits ? StageState::Submitted : StageState::Running;
  if (state == task.state) return {};
  if (waits) {
    ++task.restartsTold;
    notice(run.name + " was preempted and is queued again as " + task.id);
  }
  task.state = state;
  return StageOutcome{state, false, run.status.seconds, {}};
}

// ---- ending

void SlurmRunner::withdraw(const std::vector<std::size_t>& nodes) {
  bool now = false;
  for (const std::size_t node : nodes) {
    const auto found = tasks_.find(node);
    if (found == tasks_.end()) continue;
    found->second.withdrawn = true;
    withdraws_ = now = true;
  }
  if (now) readQueue();
}

/// Cancels what was withdrawn and waits, by a queue that was read just now. A controller that does
/// not answer is asked again; and a task whose inputs are not done ends by itself.
void SlurmRunner::cancelWithdrawn() {
  std::vector<std::string> ids;
  for (const auto& [node, task] : tasks_) {
    const auto entry = queue_.find(task.id);
    const bool waits = entry != queue_.end() && entry->second.state == SlurmTaskState::Waiting;
    if (task.withdrawn && waits) ids.push_back(task.id);
  }
  if (ids.empty()) return;
  try {
    slurm::cancel(ids);
  } catch (const UserError& error) {
    notice(error.what());
  }
  wantsQueue_ = true;
}

void SlurmRunner::askToStop() {
  asked_ = true;
  std::vector<std::size_t> nodes;
  for (const auto& [node, task] : tasks_) nodes.push_back(node);
  withdraw(nodes);  // those at work are asked in their directories, as often as it takes
  looked_ = {};
}

void SlurmRunner::kill() {
  std::vector<std::string> ids;
  for (const auto& [node, task] : tasks_) ids.push_back(task.id);
  slurm::cancel(ids);
}

std::string SlurmRunner::farewell() const {
  return "left: the jobs stay with Slurm; the same command follows them again, and "
         "`lafs-workbench --batch stop --runs " +
         options_.runsFolder + "` stops them";
}

}  // namespace lafs
