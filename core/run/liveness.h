// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/run/claim.h"
#include "core/run/run_status.h"

namespace lafs {

/// What a reader finds a run to be. `Dead` and `LostContact` are judgements that change by
/// themselves when the facts do; nobody ever has to mend a file.
enum class RunState {
  Queued,  ///< described, and never begun
  Running,
  Dead,         ///< its process is gone from this machine without having said why
  LostContact,  ///< on another machine, and silent
  Done,
  Failed,
  Stopped,      ///< asked to stop; its checkpoint is kept
  Interrupted,  ///< ended in disorder, but said so
};

const char* runStateName(RunState state);  ///< "queued", …, "lost_contact", …
/// Whether somebody is (or may be) at work in the directory.
bool isLive(RunState state);
/// Whether running it again goes on from a checkpoint rather than retrying a failure.
bool isResumable(RunState state);

/// The judgement from what the directory says and what this machine knows. `silenceSeconds` is the
/// age of the newest sign of life.
RunState judge(const std::optional<RunStatus>& status, const std::optional<Claim>& claim,
               double silenceSeconds, const Machine& machine = Machine::local());

}  // namespace lafs
