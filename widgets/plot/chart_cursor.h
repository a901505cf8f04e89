// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/qcustomplot.h"
#include "widgets/theme/theme.h"

namespace lafs {

/// A thin upright line through a chart with words beside it, on a layer of its own: it moves
/// without the curves being drawn again.
class ChartCursor {
 public:
  explicit ChartCursor(QCustomPlot& plot);
  void style(const Theme& theme, const QFont& font);
  void show(double x, const QString& words);
  void hide();

 private:
  QCustomPlot& plot_;
  QCPItemStraightLine* line_;  ///< the plot owns both
  QCPItemText* words_;
};

}  // namespace lafs
