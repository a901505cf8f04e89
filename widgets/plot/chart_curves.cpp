// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_curves.h"

namespace lafs {

namespace {

constexpr double kLineWidth = 1.5;

QVector<QCPGraphData> graphData(const std::vector<CurvePoint>& points) {
  QVector<QCPGraphData> data;
  data.reserve(static_cast<int>(points.size()));
  for (const CurvePoint& point : points) data.append(QCPGraphData(point.x, point.y));
  return data;
}

}  // namespace

bool ChartCurves::fits(const std::vector<ChartCurve>& curves) const {
  if (items_.size() != curves.size()) return false;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if ((items_[i].lower != nullptr) != (curves[i].bandLower != nullptr)) return false;
  }
  return true;
}

void ChartCurves::build(const std::vector<ChartCurve>& curves) {
  if (fits(curves)) return;
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
}

void ChartCurves::style(const ChartCurve& curve, const Items& items, const Theme& theme,
                        bool dense) {
  const QColor colour = theme.series(curve.style);
  // Dashes tell sparse curves apart; in dense ones they would only look like noise.
  QPen pen = theme.seriesPen(curve.style, kLineWidth, !dense);
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
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const ChartCurve& curve = curves[i];
    const Items& items = items_[i];
    const auto points = curve.data ? curve.data->visible(window) : std::vector<CurvePoint>();
    const bool dense = points.size() > static_cast<std::size_t>(window.columns);
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
