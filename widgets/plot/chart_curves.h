// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "widgets/plot/chart.h"
#include "widgets/plot/qcustomplot.h"
#include "widgets/theme/theme.h"

namespace lafs {

/// The curves of a chart with their bands. Hands QCustomPlot only the points that the pixels can
/// show, anew whenever it is filled.
class ChartCurves {
 public:
  explicit ChartCurves(QCustomPlot& plot) : plot_(plot) {}

  /// Graphs for these curves; those of before stay when they fit. True when all are new.
  bool build(const std::vector<ChartCurve>& curves);
  /// What `window` shows of the curves that were built.
  void fill(const std::vector<ChartCurve>& curves, const PlotWindow& window, const Theme& theme);
  std::size_t size() const { return items_.size(); }
  /// The graph that stands for a curve in a legend.
  QCPGraph* line(std::size_t index) const { return items_[index].line; }

 private:
  struct Items {
    QCPGraph* line = nullptr;
    QCPGraph* lower = nullptr;
    QCPGraph* upper = nullptr;
  };

  bool fits(const std::vector<ChartCurve>& curves) const;
  static void style(const ChartCurve& curve, const Items& items, const Theme& theme, bool dense);

  QCustomPlot& plot_;
  std::vector<Items> items_;  ///< one a curve; the plot owns them
};

}  // namespace lafs
