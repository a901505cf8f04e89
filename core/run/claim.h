// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/run/process_identity.h"
#include "core/run/run_paths.h"

namespace lafs {

/// Who writes, or wrote, a run directory. Claims are numbered files in claims/, each made by
/// exclusive creation and never removed; the one with the highest number counts. Whoever finds it
/// released or its process dead may create the next number, and exclusive creation lets exactly
/// one of several succeed, so that a take-over needs no lock.
struct Claim {
  std::int64_t generation = 0;  ///< 1 for the first writer
  ProcessIdentity process;
  double claimed = 0;     ///< Unix time
  bool released = false;  ///< its writer ended in good order
  bool readable = true;   ///< false: the file exists and holds no claim (a torn write)
};

/// The claim that counts; nothing when nobody ever claimed the directory.
std::optional<Claim> newestClaim(const RunPaths& paths);

/// Makes the calling process the writer. UserError when a live worker has the directory, or when
/// this one loses the race for it, and that is still so after `patienceSeconds`: a scheduler that
/// starts a job again on another host knows before anybody else that the first worker is gone.
Claim acquireClaim(const RunPaths& paths, double patienceSeconds = 0,
                   const Machine& machine = Machine::local());

/// Ends one's own claim, so that the next writer need not look for the process.
void releaseClaim(const RunPaths& paths, Claim& claim);

/// Whether somebody has taken the directory over since (after a long silence of ours).
bool claimLost(const RunPaths& paths, const Claim& claim);

/// Whether a claim whose worker has been silent for so long may be taken over: at once when its
/// process is gone from this machine, after `format::kTakeOverSeconds` when it cannot be looked up.
bool mayTakeOver(const Claim& claim, double silenceSeconds, const Machine& machine);

}  // namespace lafs
