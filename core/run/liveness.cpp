// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/liveness.h"

#include <stdexcept>

namespace lafs {

namespace {

RunState judgeProcess(const Claim& claim, double silenceSeconds, const Machine& machine) {
  const bool silent = silenceSeconds > format::kLostContactSeconds;
  if (!claim.readable) return silent ? RunState::Dead : RunState::Running;
  switch (machine.presence(claim.process)) {
    case Presence::Alive:
      return RunState::Running;
    case Presence::Gone:
      return RunState::Dead;
    case Presence::Rebooted:
      return silent ? RunState::Dead : RunState::Running;
    case Presence::Elsewhere:
      return silent ? RunState::LostContact : RunState::Running;
  }
  return RunState::Dead;
}

RunState ended(WorkerState state) {
  switch (state) {
    case WorkerState::Done:
      return RunState::Done;
    case WorkerState::Failed:
      return RunState::Failed;
    case WorkerState::Stopped:
      return RunState::Stopped;
    case WorkerState::Running:
    case WorkerState::Interrupted:
      return RunState::Interrupted;
  }
  return RunState::Interrupted;
}

}  // namespace

const char* runStateName(RunState state) {
  switch (state) {
    case RunState::Queued:
      return "queued";
    case RunState::Running:
      return "running";
    case RunState::Dead:
      return "dead";
    case RunState::LostContact:
      return "lost_contact";
    case RunState::Done:
      return "done";
    case RunState::Failed:
      return "failed";
    case RunState::Stopped:
      return "stopped";
    case RunState::Interrupted:
      return "interrupted";
  }
  throw std::logic_error("a run state without a name");
}

bool isLive(RunState state) {
  return state == RunState::Running || state == RunState::LostContact;
}

bool isResumable(RunState state) {
  return state == RunState::Dead || state == RunState::Stopped || state == RunState::Interrupted;
}

RunState judge(const std::optional<RunStatus>& status, const std::optional<Claim>& claim,
               double silenceSeconds, const Machine& machine) {
  if (!claim && !status) return RunState::Queued;
  if (!claim) return ended(status->state);  // claims were not copied along with the run
  // A status under an older claim is the last word of a previous worker, not of this one.
  const bool current = status && status->claim == claim->generation;
  if (current && status->state != WorkerState::Running) return ended(status->state);
  if (claim->released) return current || !status ? RunState::Interrupted : ended(status->state);
  return judgeProcess(*claim, silenceSeconds, machine);
}

}  // namespace lafs
