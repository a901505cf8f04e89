// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "widgets/run/run_charts.h"

namespace lafs {

/// Runs that differ in nothing but their seed.
struct SeedCurves {
  std::string label;
  int style = 0;
  std::vector<RunCurves> runs;
};

/// Mean of curves and the band of one sample standard deviation (n - 1) around it, at the places
/// that all of them have. One curve is its own mean and has no band.
struct MeanBand {
  std::shared_ptr<CurveData> mean;
  std::shared_ptr<CurveData> lower, upper;  ///< null for one curve
};
MeanBand meanBand(const std::vector<std::shared_ptr<CurveData>>& curves);

/// The chart of a kind with one curve a group and metric; the legend says how many runs are behind
/// each ("n = 3").
Chart seedBandChart(const RunChartKind& kind, const std::vector<SeedCurves>& groups,
                    TrainingAxis axis);

}  // namespace lafs
