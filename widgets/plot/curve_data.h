// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "widgets/plot/min_max_pyramid.h"

namespace lafs {

struct CurvePoint {
  double x = 0;
  double y = 0;
};

/// What a plot shows of its x axis.
struct PlotWindow {
  double lower = 0;
  double upper = 1;
  int columns = 1;  ///< pixel columns between the two
  bool logarithmicX = false;
  bool logarithmicY = false;  ///< values of 0 and less are not drawn
};

/// The samples of one curve, x not decreasing. Keeps the samples whole and hands out at most about
/// four a pixel column: the first, the smallest, the largest and the last. The extremes of what is
/// in view are therefore always among them, and when there are few enough samples they are the
/// samples themselves. One thread at a time, until it is prepared.
class CurveData {
 public:
  CurveData() = default;
  /// Equal lengths; `x` may be shared between curves.
  CurveData(std::shared_ptr<const std::vector<double>> x, std::vector<double> y);
  CurveData(std::vector<double> x, std::vector<double> y);

  std::size_t size() const { return y_.size(); }
  bool empty() const { return y_.empty(); }
  const std::vector<double>& x() const { return *x_; }
  const std::vector<double>& y() const { return y_; }

  /// Points to draw, from one sample before the window to one after it.
  std::vector<CurvePoint> visible(const PlotWindow& window) const;
  /// Whether visible() hands out the samples themselves there.
  bool isWholeIn(const PlotWindow& window) const;
  /// Extremes of what is inside the window, for fitting the y axis.
  Extremes extremesIn(const PlotWindow& window) const;
  /// Makes what the others need of it, once; after that they may be called from several threads.
  void prepare(bool logarithmicY) const { pyramid(logarithmicY); }
  /// Position of the sample whose x is nearest; nothing for an empty curve.
  std::optional<std::size_t> nearest(double x) const;

 private:
  struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  Stretch inside(const PlotWindow& window) const;
  Stretch withNeighbours(const PlotWindow& window) const;
  const MinMaxPyramid& pyramid(bool positiveOnly) const;

  std::shared_ptr<const std::vector<double>> x_ = std::make_shared<const std::vector<double>>();
  std::vector<double> y_;
  // Built when first needed: a curve that fits its pixels never needs one.
  mutable std::optional<MinMaxPyramid> all_;
  mutable std::optional<MinMaxPyramid> positive_;
};

}  // namespace lafs
