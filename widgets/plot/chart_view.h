// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QTimer>
#include <QWidget>
#include <optional>
#include <string>
#include <vector>

#include "widgets/plot/chart.h"

namespace lafs {

class ChartPlot;

/// A chart to look into: drag to move along x, wheel to zoom (with Ctrl: y), double click or `R` to
/// see everything, `L` for a logarithmic y axis (Shift+L: x), `E` to export, `[` and `]` to step
/// the cursor. Data that comes often is painted at most ten times a second, and not at all while
/// the widget is hidden or scrolled out of sight.
class ChartView : public QWidget {
  Q_OBJECT

 public:
  explicit ChartView(QWidget* parent = nullptr);

  /// A chart of another id starts afresh; one of the same id keeps zoom and scales.
  void setChart(Chart chart);
  /// As it is on the screen, the reader's limits and scales included.
  Chart chart() const;
  /// The cursor, without a signal; nothing takes it away.
  void setCursor(std::optional<double> x);
  /// Moves the first threshold line, without a signal.
  void setThreshold(double at, const std::string& label);
  /// Moves all threshold lines, in their order, without a signal.
  void setThresholds(const std::vector<ChartLine>& thresholds);
  /// For the command that makes this figure again, after a line was moved.
  void setSourceOptions(std::vector<std::string> options);
  void toggleLogarithmicY();
  void toggleLogarithmicX();
  void resetZoom();
  std::size_t paints() const { return paints_; }  ///< replots so far
  /// Whether any of it is on the screen; what is not costs no paint.
  bool inSight() const;
  ChartPlot* plot() { return plot_; }

  QSize sizeHint() const override { return {420, 260}; }
  QSize minimumSizeHint() const override { return {220, 140}; }

 Q_SIGNALS:
  void cursorMoved(double x);
  void cursorLeft();
  void thresholdMoved(double at, std::size_t threshold);  ///< which of them, counted from 0
  void picked(double x);                                  ///< a click without a drag
  void exportWanted();
  void commandWanted();  ///< the command that makes this figure, to the clipboard

 protected:
  void showEvent(QShowEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void schedule();
  void paintIfStale();
  void paintNow();
  void pressed(QMouseEvent* event);
  void moved(QMouseEvent* event);
  void released(QMouseEvent* event);
  void stepCursor(int samples);

  ChartPlot* plot_;
  QTimer timer_;
  bool stale_ = true;
  std::size_t paints_ = 0;
  std::optional<std::size_t> dragged_;
  QPoint pressedAt_;
};

}  // namespace lafs
