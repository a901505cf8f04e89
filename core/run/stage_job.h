// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// What a stage run's directory asks of a worker: spec.yaml read back, and where its inputs are.
struct StageJob {
  StageKind stage = StageKind::Landmark;
  std::string key;  ///< content key, hexadecimal
  /// Complete: the whole spec of the first cell that asked for this stage. Only what the key
  /// covers is common to all cells that share it; a stage looks at its own section, the model, its
  /// data and the seed.
  ExperimentSpec spec;
  /// Evaluate only: which stage's model it measures (landmark, pretrain or finetune).
  std::string subject;
  /// Run directories of the stages this one reads, by stage name ("landmark", "pretrain", …).
  std::map<std::string, std::string> inputs;
  std::string directory;  ///< the run directory
};

/// Reads <directory>/stage.json and spec.yaml; inputs are runs of the same runs folder. UserError
/// when a file is missing or damaged, or was written by a newer program.
StageJob readStageJob(const std::string& directory);

/// Makes the run directory, or completes one that a crash left half made, so that `readStageJob`
/// gives `job` back: the spec first, stage.json last. `content` is what the key is the hash of and
/// is kept for saying, field by field, why another run differs. Inputs must be runs of the same
/// runs folder. Does nothing to a directory that is complete.
void writeStageDirectory(const StageJob& job, const Json& content);

}  // namespace lafs
