// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "widgets/evaluate/scored_run.h"
#include "widgets/plot/chart.h"

namespace lafs {

/// TAR over a logarithmic FAR axis, a curve a run, with the threshold line at `far`. All charts
/// here begin at the lowest FAR that any of the runs can speak of.
Chart rocChart(const std::vector<ScoredRunPtr>& runs, double far);

/// Detection error trade-off: share of genuine pairs rejected over FAR, both logarithmic.
Chart detChart(const std::vector<ScoredRunPtr>& runs, double far);

/// Densities of genuine and impostor scores, with the threshold line at `score`, the first run's
/// for `far`.
Chart histogramChart(const std::vector<ScoredRunPtr>& runs, double far, double score);

/// Options of the command that makes these charts again, with the threshold line where it is.
std::vector<std::string> evaluationOptions(const std::vector<ScoredRunPtr>& runs, double far);

/// What stands at the threshold line: "FAR 0.0316", "threshold 0.512".
std::string farWords(double far);
std::string thresholdWords(double score);

}  // namespace lafs
