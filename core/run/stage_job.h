// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/config/experiment_spec.h"

namespace lafs {

/// What a stage run's directory asks of a worker: spec.yaml read back, and where its inputs are.
struct StageJob {
  StageKind stage = StageKind::Landmark;
  std::string key;      ///< content key, hexadecimal
  ExperimentSpec spec;  ///< complete; sections other stages use hold defaults
  /// Evaluate only: which stage's model it measures (landmark, pretrain or finetune).
  std::string subject;
  /// Run directories of the stages this one reads, by stage name ("landmark", "pretrain", …).
  std::map<std::string, std::string> inputs;
  std::string directory;  ///< the run directory
};

/// Reads <directory>/spec.yaml (+ inputs beside it: runs of the same runs folder, by key).
StageJob readStageJob(const std::string& directory);

}  // namespace lafs
