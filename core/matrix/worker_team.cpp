// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/worker_team.h"

#include "core/base/error.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

constexpr auto kGrace = std::chrono::seconds(10);

std::vector<std::string> placeVariables(int rank, int ranks, std::uint16_t port) {
  return {"RANK=" + std::to_string(rank),        "LOCAL_RANK=" + std::to_string(rank),
          "WORLD_SIZE=" + std::to_string(ranks), "MASTER_ADDR=127.0.0.1",
          "MASTER_PORT=" + std::to_string(port), "TORCHELASTIC_USE_AGENT_STORE="};
}

bool endedWell(const WorkerExit& exit) {
  return exit.signal == 0 && (exit.code == format::kExitDone || exit.code == format::kExitStopped);
}

}  // namespace

WorkerTeam WorkerTeam::start(const std::string& binary, const RunPaths& paths, int ranks) {
  WorkerTeam team;
  if (ranks == 1) {
    team.workers_.push_back(WorkerProcess::start(binary, paths.job(), paths.workerLog()));
    return team;
  }
  team.meeting_ = std::make_unique<HeldPort>();
  try {
    for (int rank = 0; rank < ranks; ++rank) {
      const std::string log = rank == 0 ? paths.workerLog() : paths.rankLog(rank);
      team.workers_.push_back(WorkerProcess::start(
          binary, paths.job(), log, placeVariables(rank, ranks, team.meeting_->number())));
    }
  } catch (const UserError&) {
    team.kill();
    throw;
  }
  return team;
}

std::optional<WorkerExit> WorkerTeam::poll() {
  std::size_t ended = 0;
  for (std::size_t rank = 0; rank < workers_.size(); ++rank) {
    std::optional<WorkerExit> exit = workers_[rank].poll();
    if (!exit) continue;
    ++ended;
    if (failed_ || endedWell(*exit)) continue;
    exit->rank = static_cast<int>(rank);
    failed_ = exit;
    failedAt_ = std::chrono::steady_clock::now();
  }
  if (ended == workers_.size()) return failed_ ? failed_ : workers_.front().poll();
  if (failed_ && std::chrono::steady_clock::now() - failedAt_ > kGrace) kill();
  return {};
}

void WorkerTeam::askToStop() const {
  for (const WorkerProcess& worker : workers_) worker.askToStop();
}

void WorkerTeam::kill() const {
  for (const WorkerProcess& worker : workers_) worker.kill();
}

}  // namespace lafs
