// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/worker_exit.h"

#include <cstring>
#include <string>

namespace lafs {

namespace {

constexpr std::size_t kTailBytes = 4096;

/// The last line that a worker managed to print.
std::string lastWords(const RunReader& reader, int rank) {
  std::string tail = reader.workerLogTail(kTailBytes, rank);
  while (!tail.empty() && (tail.back() == '\n' || tail.back() == ' ')) tail.pop_back();
  const std::size_t line = tail.rfind('\n');
  return line == std::string::npos ? tail : tail.substr(line + 1);
}

StageOutcome killed(double seconds, const WorkerExit& exit, bool stopping) {
  if (stopping) return {StageState::Stopped, false, seconds, {}};
  const int signal = exit.signal;
  const std::string who = exit.rank == 0 ? "the worker" : "rank " + std::to_string(exit.rank);
  return {StageState::Interrupted, false, seconds,
          who + " was ended by signal " + std::to_string(signal) + " (" + ::strsignal(signal) +
              "); run again to go on from its last checkpoint"};
}

}  // namespace

StageOutcome outcomeOf(const RunReader& reader, pid_t pid, const WorkerExit& exit, bool stopping) {
  const RunSnapshot run = reader.snapshot();
  const double seconds = run.status.seconds;
  const bool ours = run.hasStatus && run.status.process.pid == pid;
  if (run.state == RunState::Done) return {StageState::Done, !ours, seconds, {}};
  if (isLive(run.state) && !ours) return {StageState::Waiting, false, seconds, {}};
  if (exit.signal != 0) return killed(seconds, exit, stopping);
  if (exit.code == format::kExitStopped) return {StageState::Stopped, false, seconds, {}};
  if (ours && run.state == RunState::Failed) {
    return {StageState::Failed, false, seconds, run.status.error};
  }
  std::string error = lastWords(reader, exit.rank);
  if (error.empty()) error = "the worker said nothing";
  if (exit.rank > 0) error = "rank " + std::to_string(exit.rank) + ": " + error;
  return {StageState::Failed, false, seconds,
          error + " (exit code " + std::to_string(exit.code) + ")"};
}

}  // namespace lafs
