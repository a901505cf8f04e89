// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "widgets/evaluate/evaluation_charts.h"
#include "widgets/plot/chart.h"
#include "widgets/run/run_charts.h"

namespace lafs {

/// What is asked of a figure beside its name and runs.
struct FigureOptions {
  TrainingAxis along = TrainingAxis::Step;
  bool seeds = false;    ///< mean ± std of runs that differ in their seed alone
  std::string protocol;  ///< of an evaluation; empty = the first it has
  FarTarget target;      ///< where the threshold line of an evaluation stands
};

/// One figure of `lafs-workbench --batch figure`. A new figure is a new file that defines a
/// `Figure xyzFigure();` and one line in figure_registry.cpp; training figures come from the table
/// of run charts.
struct Figure {
  std::string name;
  std::string summary;  ///< one line
  /// The chart of the runs in `directories` (at least one); UserError when they hold nothing of it.
  Chart (*make)(const Figure& figure, const std::vector<std::string>& directories,
                const FigureOptions& options) = nullptr;
};

/// All figures that do not depend on what a run has logged.
const std::vector<Figure>& figures();

/// The figure of that name; for another name, a chart of the metric of that name when the runs have
/// logged one. UserError, with the nearest name, when there is neither.
Chart makeFigure(const std::string& name, const std::vector<std::string>& directories,
                 const FigureOptions& options);

}  // namespace lafs
