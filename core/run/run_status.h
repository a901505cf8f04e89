// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/run/process_identity.h"
#include "core/run/run_paths.h"
#include "core/run/run_writer.h"

namespace lafs {

/// What a worker says about itself in status.json. A reader's judgement (liveness.h) may differ:
/// a worker that was killed cannot say so.
enum class WorkerState { Running, Done, Failed, Stopped, Interrupted };

const char* workerStateName(WorkerState state);
std::optional<WorkerState> workerStateFromName(const std::string& name);

/// status.json.
struct RunStatus {
  WorkerState state = WorkerState::Running;
  RunProgress progress;
  bool paused = false;
  bool stopRequested =
      false;  ///< state stopped: somebody asked in control/, it was no signal alone
  std::int64_t segment = 0;
  std::int64_t claim = 0;      ///< generation of the claim under which this was written
  std::int64_t heartbeat = 0;  ///< counts up with every rewrite of this claim
  double started = 0;          ///< Unix time at which this claim's worker began
  double updated = 0;          ///< Unix time of this rewrite, by the worker's clock
  double seconds = 0;          ///< spent working, over all claims
  ProcessIdentity process;
  std::string error;  ///< state failed: what went wrong
  Json errorDetails = Json::object();
};

Json toJson(const RunStatus& status);

/// status.json read back; nothing when it is missing or damaged.
std::optional<RunStatus> readStatus(const RunPaths& paths);

enum class Durability {
  Heartbeat,  ///< atomic for readers; may be lost with the machine's power
  Lasting,    ///< synced to the disk as well
};
void writeStatus(const RunPaths& paths, const RunStatus& status, Durability durability);

}  // namespace lafs
