// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/seed_bands.h"

#include <cmath>
#include <map>

namespace lafs {

namespace {

/// Running mean and spread of the values at one place.
struct Moments {
  std::size_t count = 0;
  double mean = 0;
  double squares = 0;  ///< sum of squared distances from the mean (Welford)

  void take(double value) {
    ++count;
    const double delta = value - mean;
    mean += delta / static_cast<double>(count);
    squares += delta * (value - mean);
  }
  double deviation() const {
    return count < 2 ? 0 : std::sqrt(squares / static_cast<double>(count - 1));
  }
};

}  // namespace

MeanBand meanBand(const std::vector<std::shared_ptr<CurveData>>& curves) {
  if (curves.size() == 1) return {curves.front(), nullptr, nullptr};
  std::map<double, Moments> places;
  for (const auto& curve : curves) {
    for (std::size_t i = 0; i < curve->size(); ++i) places[curve->x()[i]].take(curve->y()[i]);
  }
  std::vector<double> x, mean, lower, upper;
  for (const auto& [place, moments] : places) {
    if (moments.count != curves.size()) continue;
    x.push_back(place);
    mean.push_back(moments.mean);
    lower.push_back(moments.mean - moments.deviation());
    upper.push_back(moments.mean + moments.deviation());
  }
  const auto shared = std::make_shared<const std::vector<double>>(std::move(x));
  return {std::make_shared<CurveData>(shared, std::move(mean)),
          std::make_shared<CurveData>(shared, std::move(lower)),
          std::make_shared<CurveData>(shared, std::move(upper))};
}

Chart seedBandChart(const RunChartKind& kind, const std::vector<SeedCurves>& groups,
                    TrainingAxis axis) {
  std::vector<RunCurves> all;
  for (const SeedCurves& group : groups) {
    all.insert(all.end(), group.runs.begin(), group.runs.end());
  }
  Chart chart = runChart(kind, all, axis);  // for everything but the curves
  chart.id += "/seeds";
  chart.source.options.push_back("--seeds");
  chart.curves.clear();
  std::size_t shown = 0;
  for (const MetricCurve& metric : kind.curves) {
    bool any = false;
    for (const SeedCurves& group : groups) {
      std::vector<std::shared_ptr<CurveData>> curves;
      for (const RunCurves& run : group.runs) {
        auto curve = metricCurve(run, metric.metric, axis);
        if (!curve->empty()) curves.push_back(std::move(curve));
      }
      if (curves.empty()) continue;
      any = true;
      const MeanBand band = meanBand(curves);
      std::string name = group.label;
      if (kind.curves.size() > 1) name += " \u00b7 " + metric.label;
      name += " (n = " + std::to_string(curves.size()) + ')';
      const int style = group.style + static_cast<int>(shown * groups.size());
      chart.curves.push_back({name, band.mean, style, CurveShape::Line, band.lower, band.upper});
    }
    if (any) ++shown;
  }
  return chart;
}

}  // namespace lafs
