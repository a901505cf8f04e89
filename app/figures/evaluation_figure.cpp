// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/figure.h"
#include "app/figures/scored_run_reader.h"

namespace lafs {

namespace {

Chart makeRoc(const Figure&, const std::vector<std::string>& directories,
              const FigureOptions& options) {
  return rocChart(readScoredRuns(directories, options.protocol), options.target);
}

Chart makeDet(const Figure&, const std::vector<std::string>& directories,
              const FigureOptions& options) {
  return detChart(readScoredRuns(directories, options.protocol), options.target);
}

Chart makeScores(const Figure&, const std::vector<std::string>& directories,
                 const FigureOptions& options) {
  return histogramChart(readScoredRuns(directories, options.protocol), options.target);
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
