// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/run/liveness.h"
#include "core/run/metrics_history.h"
#include "core/run/run_paths.h"

namespace lafs {

/// A run as a watcher finds it at one moment.
struct RunSnapshot {
  std::string directory;
  std::string name;                 ///< last part of the directory
  std::optional<RunName> identity;  ///< stage and key, when the name is one of ours
  RunState state = RunState::Queued;
  RunStatus status;  ///< defaults when there is none yet
  bool hasStatus = false;
  double silenceSeconds = 0;  ///< since the newest sign of life
};

/// One checkpoint folder.
struct CheckpointEntry {
  std::int64_t step = 0;
  std::string path;
  bool complete = false;  ///< its mark, written last, is there
};

/// Reads a run directory that a worker may be writing, or may have died over. A snapshot never
/// throws for what a crash can leave behind. Not for several threads at once.
class RunReader {
 public:
  explicit RunReader(std::string directory, const Machine& machine = Machine::local());

  const RunPaths& paths() const { return paths_; }
  RunSnapshot snapshot() const;
  /// An empty object when the file is missing or damaged.
  Json provenance() const;
  Json stage() const;  ///< stage.json: stage, key, inputs and the content behind the key
  /// results/<name> as JSON; nothing when it is missing or damaged.
  std::optional<Json> result(const std::string& name) const;
  std::vector<std::string> results() const;          ///< names, sorted
  std::vector<CheckpointEntry> checkpoints() const;  ///< by step
  /// The last `maxBytes` of a text file of the run, from the beginning of a line.
  std::string logTail(std::size_t maxBytes) const;
  std::string workerLogTail(std::size_t maxBytes, int rank = 0) const;
  /// The joined metrics so far; use MetricsTail to follow them.
  MetricsHistory metrics() const;

 private:
  RunPaths paths_;
  const Machine& machine_;
};

/// Run directories of a runs folder ("<stage>-<key>"), sorted by name; empty when there is no such
/// folder. Anything else in the folder is passed over.
std::vector<std::string> listRuns(const std::string& runsFolder);

}  // namespace lafs
