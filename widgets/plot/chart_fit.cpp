// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "core/base/parallel.h"

namespace lafs {

namespace {

constexpr double kAir = 0.06;  // of the height, above and below
constexpr std::size_t kManySamples = 2000000;

/// The smallest stretch that holds everything it was given.
class Span {
 public:
  void take(double value) {
    if (!std::isfinite(value)) return;
    lower_ = std::min(lower_, value);
    upper_ = std::max(upper_, value);
  }
  bool any() const { return lower_ <= upper_; }
  double lower() const { return lower_; }
  double upper() const { return upper_; }

 private:
  double lower_ = std::numeric_limits<double>::infinity();
  double upper_ = -std::numeric_limits<double>::infinity();
};

AxisLimits widened(const Span& span, bool logarithmic, double air) {
  if (!span.any()) return logarithmic ? AxisLimits{0.1, 1} : AxisLimits{0, 1};
  if (logarithmic) {
    const double ratio = span.upper() / span.lower();
    const double factor = ratio > 1 ? std::pow(ratio, air) : 2;
    return {span.lower() / factor, span.upper() * factor};
  }
  double margin = air * (span.upper() - span.lower());
  if (span.upper() <= span.lower()) margin = std::max(0.5 * std::abs(span.upper()), 1e-9);
  if (span.upper() == 0 && span.lower() == 0) margin = 1;
  return {span.lower() - margin, span.upper() + margin};
}

AxisLimits chosen(const ChartAxis& axis, AxisLimits fitted) {
  if (axis.lower) fitted.lower = *axis.lower;
  if (axis.upper) fitted.upper = *axis.upper;
  if (!(fitted.upper > fitted.lower)) fitted.upper = fitted.lower + 1;
  return fitted;
}

void takeX(Span& span, const CurveData& curve, bool positiveOnly) {
  if (curve.empty()) return;
  auto first = curve.x().begin();
  if (positiveOnly) first = std::upper_bound(first, curve.x().end(), 0.0);
  if (first == curve.x().end()) return;
  span.take(*first);
  span.take(curve.x().back());
}

void takeY(Span& span, const std::shared_ptr<const CurveData>& curve, const PlotWindow& window) {
  if (!curve) return;
  const Extremes extremes = curve->extremesIn(window);
  if (!extremes.any) return;
  span.take(extremes.minimum);
  span.take(extremes.maximum);
}

/// The curves' extremes, which drawing needs next: where there are very many samples, on all cores.
void prepareCurves(const std::vector<ChartCurve>& curves, bool logarithmicY) {
  std::set<const CurveData*> distinct;
  std::size_t samples = 0;
  for (const ChartCurve& curve : curves) {
    for (const auto* data : {curve.data.get(), curve.bandLower.get(), curve.bandUpper.get()}) {
      if (data != nullptr && distinct.insert(data).second) samples += data->size();
    }
  }
  if (samples < kManySamples) return;  // threads would cost more than they bring
  const std::vector<const CurveData*> all(distinct.begin(), distinct.end());
  forEachIndex(static_cast<std::int64_t>(all.size()), 0, [&](int, std::int64_t i) {
    all[static_cast<std::size_t>(i)]->prepare(logarithmicY);
  });
}

}  // namespace

AxisLimits fittedX(const Chart& chart) {
  Span span;
  for (const ChartCurve& curve : chart.curves) {
    if (curve.data) takeX(span, *curve.data, chart.x.logarithmic);
  }
  return chosen(chart.x, widened(span, chart.x.logarithmic, 0));
}

AxisLimits fittedY(const Chart& chart, const PlotWindow& window) {
  prepareCurves(chart.curves, window.logarithmicY);
  Span span;
  bool steps = false;
  for (const ChartCurve& curve : chart.curves) {
    takeY(span, curve.data, window);
    takeY(span, curve.bandLower, window);
    takeY(span, curve.bandUpper, window);
    steps = steps || curve.shape != CurveShape::Line;
  }
  for (const ChartLine& line : chart.lines) {
    const bool fits = !chart.y.logarithmic || line.at > 0;
    if (!line.vertical && line.role == LineRole::Reference && fits) span.take(line.at);
  }
  AxisLimits limits = widened(span, chart.y.logarithmic, kAir);
  if (steps && !chart.y.logarithmic) limits.lower = 0;  // a histogram stands on its axis
  return chosen(chart.y, limits);
}

}  // namespace lafs
