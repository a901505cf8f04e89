// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/figures/figure.h"
#include "app/figures/run_curves_reader.h"
#include "widgets/run/seed_bands.h"

namespace lafs {

/// Runs as groups of seeds, labelled by what tells the groups apart.
std::vector<SeedCurves> groupedBySeed(const std::vector<RunCurves>& runs,
                                      const std::vector<std::optional<ExperimentSpec>>& specs);

/// The training figures: one a row of the table of run charts.
std::vector<Figure> trainingFigures();

/// Chart of a kind of the runs, by seeds or one by one.
Chart trainingChart(const RunChartKind& kind, const std::vector<std::string>& directories,
                    const FigureOptions& options);

}  // namespace lafs
