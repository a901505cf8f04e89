// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/config/experiment_spec.h"
#include "core/run/run_format.h"

namespace lafs {

/// Every path inside one run directory. No other file joins these names.
class RunPaths {
 public:
  explicit RunPaths(std::string directory);
  const std::string& directory() const { return directory_; }

  std::string spec() const;
  std::string stage() const;
  std::string job() const;
  std::string provenance() const;
  std::string status() const;
  std::string metrics() const;
  std::string log() const;
  std::string workerLog() const;
  std::string rankLog(std::int64_t rank) const;  ///< of rank 1 and up
  std::string claims() const;
  std::string claim(std::int64_t generation) const;
  std::string previews() const;
  std::string checkpoints() const;
  std::string checkpoint(std::int64_t step) const;
  std::string checkpointMark(std::int64_t step) const;
  std::string results() const;
  std::string result(const std::string& name) const;
  std::string control() const;
  std::string note() const;
  std::string request(const std::string& name) const;  ///< one of the request names

 private:
  std::string directory_;
};

/// What a path inside a run directory is.
enum class RunFileKind {
  Spec,
  Stage,
  Job,
  Provenance,
  Status,
  Metrics,
  Log,
  WorkerLog,
  RankLog,     ///< number = rank
  Claim,       ///< number = generation
  Preview,     ///< number = step; any file of that step
  Checkpoint,  ///< number = step; the folder itself
  Result,
  Request,
};

struct RunFile {
  RunFileKind kind = RunFileKind::Spec;
  std::int64_t number = 0;
  std::string name;  ///< Result, Request and Preview: the name inside the folder
};

/// Reads a path relative to a run directory back; nothing for temporary files and for names that
/// this format does not know.
std::optional<RunFile> parseRunFile(const std::string& relativePath);

/// "step-00000120", and back.
std::string stepName(std::int64_t step);
std::optional<std::int64_t> parseStepName(const std::string& name);

/// Name of a run directory: "<stage>-<key>".
struct RunName {
  StageKind stage = StageKind::Landmark;
  std::string key;  ///< 16 lower-case hexadecimal digits
};
std::string runName(StageKind stage, const std::string& key);
std::optional<RunName> parseRunName(const std::string& name);

/// Every path of a runs folder outside the run directories.
class RunsFolder {
 public:
  explicit RunsFolder(std::string folder);
  const std::string& folder() const { return folder_; }
  std::string run(const std::string& name) const;
  std::string fingerprints() const;
  std::string plans() const;
  std::string slurm() const;  ///< what core/matrix/slurm keeps about a cluster's jobs
  /// Plan of one executor; letters of `experiment` that file systems dislike become '_'.
  std::string plan(const std::string& experiment, std::int64_t pid) const;
  /// Asks the executor of that plan to stop.
  static std::string stopRequestOf(const std::string& planFile);
  /// Asks it to start what waits in another order.
  static std::string orderRequestOf(const std::string& planFile);

 private:
  std::string folder_;
};

/// Whether a file name of the plans folder is a plan (and not a request or a temporary file).
bool isPlanName(const std::string& name);

}  // namespace lafs
