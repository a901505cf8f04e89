// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "widgets/evaluate/scored_run.h"
#include "widgets/plot/chart.h"

namespace lafs {

/// TAR over a logarithmic FAR axis, a curve a run, with the threshold line at `far`. All charts
/// here begin at the lowest FAR that any of the runs can speak of.
Chart rocChart(const std::vector<ScoredRunPtr>& runs, double far);

/// Detection error trade-off: share of genuine pairs rejected over FAR, both logarithmic.
Chart detChart(const std::vector<ScoredRunPtr>& runs, double far);

/// Densities of genuine and impostor scores, with the threshold line at `score`.
Chart histogramChart(const std::vector<ScoredRunPtr>& runs, double score);

}  // namespace lafs
