// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lafs {

namespace {

constexpr double kLineWidth = 1.5;
/// Seven colours in five patterns. More curves than that are a bundle in which nobody follows a
/// dash, and smooth dashes cost the most where a hundred live runs are drawn each second.
constexpr std::size_t kMostStyles = 35;

QVector<QCPGraphData> graphData(const std::vector<CurvePoint>& points) {
  QVector<QCPGraphData> data;
  data.reserve(static_cast<int>(points.size()));
  for (const CurvePoint& point : points) data.append(QCPGraphData(point.x, point.y));
  return data;
}

/// Whether a curve goes up and down many times its height; one that rises once does not, however
/// many points it has.
bool isRough(const std::vector<CurvePoint>& points) {
  constexpr double kManyTimes = 6;
  double way = 0, before = std::nan("");
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (const CurvePoint& point : points) {
    if (!std::isfinite(point.y)) continue;  // a gap
    if (!std::isnan(before)) way += std::abs(point.y - before);
    before = point.y;
    lowest = std::min(lowest, point.y);
    highest = std::max(highest, point.y);
  }
  return way > kManyTimes * (highest - lowest);
}

}  // namespace

bool ChartCurves::fits(const std::vector<ChartCurve>& curves) const {
  if (items_.size() != curves.size()) return false;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if ((items_[i].lower != nullptr) != (curves[i].bandLower != nullptr)) return false;
  }
  return true;
}

bool ChartCurves::build(const std::vector<ChartCurve>& curves) {
  if (fits(curves)) return false;
  plot_.clearGraphs();
  items_.clear();
  for (const ChartCurve& curve : curves) {
    Items items;
    if (curve.bandLower) {
      items.lower = plot_.addGraph();
      items.upper = plot_.addGraph();
      items.upper->setChannelFillGraph(items.lower);
    }
    items.line = plot_.addGraph();
    for (QCPGraph* graph : {items.lower, items.upper, items.line}) {
      if (graph == nullptr) continue;
      graph->removeFromLegend();
      graph->setAdaptiveSampling(false);  // the curve has chosen its points already
      graph->setSelectable(QCP::stNone);
    }
    items_.push_back(items);
  }
  return true;
}

void ChartCurves::style(const ChartCurve& curve, const Items& items, const Theme& theme,
                        bool dense) {
  const QColor colour = theme.series(curve.style);
  // Dashes tell curves apart; in those that go to and fro they would only look like noise.
  QPen pen =
      theme.seriesPen(curve.style, kLineWidth, curve.dashes < 0 ? curve.style : curve.dashes);
  if (dense) pen = QPen(colour, 1);
  if (dense || curve.shape == CurveShape::Steps) pen.setStyle(Qt::SolidLine);
  if (!dense && curve.shape == CurveShape::OutlinedSteps) pen.setDashPattern({4, 2});
  items.line->setPen(pen);
  items.line->setAntialiased(!dense);
  QColor wash = colour;
  wash.setAlphaF(0.25f);
  const bool steps = curve.shape != CurveShape::Line;
  items.line->setLineStyle(steps ? QCPGraph::lsStepLeft : QCPGraph::lsLine);
  items.line->setBrush(curve.shape == CurveShape::Steps ? QBrush(wash) : QBrush(Qt::NoBrush));
  if (items.lower == nullptr) return;
  wash.setAlphaF(0.18f);
  items.lower->setPen(Qt::NoPen);
  items.upper->setPen(Qt::NoPen);
  items.upper->setBrush(wash);
}

void ChartCurves::fill(const std::vector<ChartCurve>& curves, const PlotWindow& window,
                       const Theme& theme) {
  const bool crowded = items_.size() > kMostStyles;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const ChartCurve& curve = curves[i];
    const Items& items = items_[i];
    const auto points = curve.data ? curve.data->visible(window) : std::vector<CurvePoint>();
    const bool dense =
        crowded || (points.size() > static_cast<std::size_t>(window.columns) && isRough(points));
    style(curve, items, theme, dense);
    items.line->data()->set(graphData(points), /*alreadySorted=*/true);
    // One point alone has no line: what has just begun would seem empty.
    items.line->setScatterStyle(points.size() == 1 ? QCPScatterStyle::ssDisc
                                                   : QCPScatterStyle::ssNone);
    if (items.lower == nullptr) continue;
    items.lower->data()->set(graphData(curve.bandLower->visible(window)), true);
    items.upper->data()->set(graphData(curve.bandUpper->visible(window)), true);
  }
}

}  // namespace lafs
