// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "widgets/plot/chart.h"
#include "widgets/plot/qcustomplot.h"
#include "widgets/theme/theme.h"

namespace lafs {

/// The straight lines of a chart (references, thresholds, where a run went on) with their words,
/// which stand where they meet neither another line nor the chart's edge: those of a horizontal
/// reference in the margin on the right, where no curve comes. Replots nothing but the layer that
/// moving lines are on.
class ChartLines {
 public:
  explicit ChartLines(QCustomPlot& plot) : plot_(plot) {}

  void setLines(const std::vector<ChartLine>& lines);
  void style(const Theme& theme, const QFont& font);
  /// What the words in the margin need of it, in pixels; 0 when there are none.
  int marginWidth() const;
  /// Finds each label its side of the line; once the axes know their places.
  void alignLabels();
  /// The same lines at other places or with other words; touches nothing else.
  void move(const std::vector<ChartLine>& lines);
  /// Index of the threshold line under a pixel, if there is one.
  std::optional<std::size_t> thresholdAt(const QPointF& pixel) const;

 private:
  struct Items {
    QCPItemStraightLine* line = nullptr;
    QCPItemText* label = nullptr;
  };

  void place(std::size_t index);
  void alignLabel(std::size_t index);
  void alignMargin();
  bool inMargin(std::size_t index) const;
  bool labelStandsLeft(std::size_t index) const;

  QCustomPlot& plot_;
  std::vector<ChartLine> lines_;
  std::vector<Items> items_;  ///< one a line; the plot owns them
};

}  // namespace lafs
