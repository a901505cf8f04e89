// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "app/figures/figure.h"
#include "app/figures/scored_run_reader.h"
#include "widgets/evaluate/evaluation_charts.h"

namespace lafs {

namespace {

Chart makeRoc(const Figure&, const std::vector<std::string>& directories,
              const FigureOptions& options) {
  return rocChart(readScoredRuns(directories, options.protocol), options.far);
}

Chart makeDet(const Figure&, const std::vector<std::string>& directories,
              const FigureOptions& options) {
  return detChart(readScoredRuns(directories, options.protocol), options.far);
}

Chart makeScores(const Figure&, const std::vector<std::string>& directories,
                 const FigureOptions& options) {
  const auto runs = readScoredRuns(directories, options.protocol);
  const double score = tarAtFar(runs.front()->roc, options.far, TarRule::Floor).threshold;
  return histogramChart(runs, options.far, score);
}

}  // namespace

Figure rocFigure() {
  return {"roc", "True over false accept rate of an evaluation", makeRoc};
}

Figure detFigure() {
  return {"det", "Detection error trade-off of an evaluation", makeDet};
}

Figure scoresFigure() {
  return {"scores", "Densities of genuine and impostor scores", makeScores};
}

}  // namespace lafs
