// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/config/experiment.h"
#include "core/matrix/data_fingerprint.h"
#include "core/run/stage_job.h"

namespace lafs {

/// One stage to run, or to reuse: cells that ask for the same content share it.
struct StageNode {
  StageKind stage = StageKind::Landmark;
  std::string subject;  ///< evaluate: the stage whose model is measured
  std::string key;
  std::string name;                           ///< "<stage>-<key>", the run directory's name
  Json content;                               ///< what the key is the hash of
  ExperimentSpec spec;                        ///< of the first cell that asks for it
  std::map<std::string, std::string> inputs;  ///< stage -> name of the run it reads
  std::vector<std::size_t> dependencies;      ///< nodes of those runs; always earlier ones
  std::vector<std::size_t> cells;             ///< that ask for it
  std::vector<Problem> problems;              ///< why it cannot run: data that is not there

  /// "landmark", "evaluate finetune".
  std::string title() const;
  StageJob job(const std::string& runsFolder) const;
};

/// The stages of all cells of an experiment, each once, inputs before what reads them.
struct StageGraph {
  std::vector<StageNode> nodes;
  std::vector<std::vector<std::size_t>> cellNodes;  ///< by cell, in order
  /// Everything that keeps stages from running, each once.
  std::vector<Problem> problems() const;
};

StageGraph buildStageGraph(const Experiment& experiment, DataFingerprints& fingerprints);

/// The graph of runs that exist already, to go on with or to retry: what is in their directories.
/// Inputs that are not done come along.
StageGraph graphOfRuns(const std::vector<std::string>& directories);

}  // namespace lafs
