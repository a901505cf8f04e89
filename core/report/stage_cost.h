// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/matrix/stage_graph.h"

namespace lafs {

/// What a whole stage takes, by arithmetic from its spec and its data: how long will a plan run,
/// and what will lie on the disk? An estimate, not a measurement. Sizes and memory of one step are
/// core/matrix/run_costs.h; both count work with core/matrix/stage_work.h.
struct StageCost {
  double images = 0;        ///< training images it goes through, epochs counted
  double multiplyAdds = 0;  ///< forward once, backward as two more
  double bytes = 0;         ///< checkpoints that are kept, and results
};

/// Sizes of folders come from the fingerprint in the stage's content; of data sets that have no
/// folder yet, from the paper (ledger.yaml). Zero images when neither is known.
StageCost stageCost(StageKind stage, const ExperimentSpec& spec, const Json& content);
inline StageCost stageCost(const StageNode& node) {
  return stageCost(node.stage, node.spec, node.content);
}

/// Multiply-adds a second, by stage, and where that was measured.
struct ComputeRate {
  std::map<StageKind, double> byStage;
  double overall = 0;  ///< for stages that were not measured; 0 = nothing is known
  std::string source;  ///< for people
  std::string unit;    ///< what an hour is an hour of: "hours", "GPU-hours"
};

/// The rate that suits a plan: of the finished runs in `runsFolder` whose model is one of the
/// plan's, else of the released code on the paper's hardware (LAFS pretraining of the base model:
/// "2-3 days" on two 40 GB cards).
ComputeRate computeRate(const StageGraph& graph, const std::string& runsFolder);

/// Seconds at that rate; 0 when it is not known.
double secondsAt(const ComputeRate& rate, StageKind stage, const StageCost& cost);

}  // namespace lafs
