// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/matrix/stage_graph.h"

namespace lafs::test {

/// The stages of an experiment with a cell for each spec. Fingerprints of data are not kept.
inline StageGraph graphOf(const std::vector<ExperimentSpec>& specs) {
  Experiment experiment;
  experiment.name = "test";
  for (const ExperimentSpec& spec : specs) {
    experiment.cells.push_back({"cell " + std::to_string(experiment.cells.size()), {}, spec});
  }
  DataFingerprints fingerprints("/nonexistent/fingerprints.json");
  return buildStageGraph(experiment, fingerprints);
}

}  // namespace lafs::test
