// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "widgets/plot/chart.h"
#include "widgets/plot/chart_cursor.h"
#include "widgets/plot/chart_curves.h"
#include "widgets/plot/chart_legend.h"
#include "widgets/plot/chart_lines.h"
#include "widgets/plot/qcustomplot.h"
#include "widgets/theme/theme.h"

namespace lafs {

/// Draws a Chart, on the screen and into files alike. Takes only the points that the pixels can
/// show, anew at every replot, so that panning costs the same however long the curves.
class ChartPlot : public QCustomPlot {
  Q_OBJECT

 public:
  explicit ChartPlot(QWidget* parent = nullptr);

  /// What does not fit is cut: a legend must not keep a window from being narrow.
  QSize minimumSizeHint() const override { return {120, 90}; }

  /// Shows `chart`; does not replot.
  void setChart(Chart chart);
  /// With the limits of both axes as they are on the screen when the reader has chosen them.
  const Chart& chart() const { return chart_; }
  void setTheme(const Theme& theme);
  /// Height of the axis numbers in pixels; everything else follows.
  void setTextSize(int pixels);
  /// A small last line, e.g. where the figure comes from; empty for none.
  void setFooter(const QString& text);

  /// Points to draw for each unit of width, when a file can show more than the screen.
  void setPointDensity(double density) { pointDensity_ = density; }

  /// Of the height, what the legend may take; a file needs more than a screen, which has tool tips.
  void setLegendShare(double share) { legend_.setShare(share); }
  const ChartLegend& chartLegend() const { return legend_; }

  void setLogarithmic(bool x, bool y);
  void showX(double lower, double upper);
  void fitAll();  ///< back to what the axes choose themselves
  bool isZoomed() const { return chart_.x.lower || chart_.y.lower; }

  /// A thin line with the curves' values, at x; nothing to take it away.
  void setCursor(std::optional<double> x);
  std::optional<double> cursorAt() const { return cursorX_; }
  void setSourceOptions(std::vector<std::string> options) {
    chart_.source.options = std::move(options);
  }
  /// Moves a line of the chart without touching the rest.
  void moveLine(std::size_t index, double at, const std::string& label);
  /// Moves its thresholds, in their order, likewise.
  void moveThresholds(const std::vector<ChartLine>& thresholds);
  /// Index of the threshold line under a pixel, if there is one.
  std::optional<std::size_t> thresholdAt(const QPointF& pixel) const {
    return lines_.thresholdAt(pixel);
  }
  /// "step 1200 · loss 3.41 · …" at x, for readers and for assistive technology.
  QString readout(double x) const;

 protected:
  bool event(QEvent* event) override;

 private:
  void layOut();
  void buildLegend();
  void styleAxes();
  void fit();
  void fitX();
  void fitY();
  void refill();
  QFont font(double scale, bool strong = false) const;
  PlotWindow window() const;

  Chart chart_;
  Theme theme_;
  int textSize_ = 11;
  ChartCurves curves_{*this};
  ChartLines lines_{*this};
  ChartLegend legend_{*this};
  QCPTextElement* title_ = nullptr;
  QCPTextElement* footer_ = nullptr;
  QCPItemText* empty_ = nullptr;
  ChartCursor cursor_{*this};
  std::optional<double> cursorX_;
  bool settingRange_ = false;
  double pointDensity_ = 1;
};

}  // namespace lafs
