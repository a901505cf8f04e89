// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "widgets/evaluate/scored_run.h"
#include "widgets/plot/chart.h"

namespace lafs {

/// Where the threshold line of an evaluation stands: each run's own threshold for this FAR.
struct FarTarget {
  double far = 1e-3;
  TarRule rule = TarRule::Floor;
};

/// The score from which on `run` accepts; not finite when it accepts nothing.
double thresholdOf(const ScoredRun& run, const FarTarget& target);

/// TAR over a logarithmic FAR axis, a curve a run, with the threshold line at the FAR. All charts
/// here begin at the lowest FAR that any of the runs can speak of.
Chart rocChart(const std::vector<ScoredRunPtr>& runs, const FarTarget& target);

/// Detection error trade-off: share of genuine pairs rejected over FAR, both logarithmic.
Chart detChart(const std::vector<ScoredRunPtr>& runs, const FarTarget& target);

/// Densities of genuine and impostor scores, with `scoreThresholds`.
Chart histogramChart(const std::vector<ScoredRunPtr>& runs, const FarTarget& target);

/// A line a run at its threshold, in its colour when there are several; the first says its score.
std::vector<ChartLine> scoreThresholds(const std::vector<ScoredRunPtr>& runs,
                                       const FarTarget& target);

/// Options of the command that makes these charts again, with the threshold line where it is.
std::vector<std::string> evaluationOptions(const std::vector<ScoredRunPtr>& runs,
                                           const FarTarget& target);

/// Three significant digits, as numbers on the screen of an evaluation have: "0.0316", "0.512".
std::string shortNumber(double value);

/// What stands at the threshold line: "FAR 0.0316", "threshold 0.512".
std::string farWords(double far);
std::string thresholdWords(double score);

}  // namespace lafs
