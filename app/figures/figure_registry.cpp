// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/figure.h"
#include "app/figures/training_figure.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

Figure rocFigure();
Figure detFigure();
Figure scoresFigure();

const std::vector<Figure>& figures() {
  static const std::vector<Figure> all = [] {
    std::vector<Figure> list = {rocFigure(), detFigure(), scoresFigure()};
    for (const Figure& figure : trainingFigures()) list.push_back(figure);
    return list;
  }();
  return all;
}

Chart makeFigure(const std::string& name, const std::vector<std::string>& directories,
                 const FigureOptions& options) {
  std::vector<std::string> names;
  for (const Figure& figure : figures()) {
    if (figure.name == name) return figure.make(figure, directories, options);
    names.push_back(figure.name);
  }
  for (const RunChartKind& kind : chartKindsOf(readRunCurves(directories))) {
    if (kind.name == name) return trainingChart(kind, directories, options);
    if (kind.group == ChartGroup::Other) names.push_back(kind.name);
  }
  const std::string nearest = nearestName(name, names);
  throw UserError("figure", "there is no figure '" + name + "'",
                  (nearest.empty() ? "" : "did you mean " + nearest + "? ") +
                      std::string("`figure --list` names them"));
}

}  // namespace lafs
