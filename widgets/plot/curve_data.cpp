// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/curve_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::size_t kPointsPerColumn = 4;

/// x at the right edge of a column.
double columnEdge(const PlotWindow& window, int column) {
  const double share = static_cast<double>(column + 1) / window.columns;
  if (!window.logarithmicX) return window.lower + share * (window.upper - window.lower);
  return window.lower * std::pow(window.upper / window.lower, share);
}

/// First position at or behind `from` whose x is at least `edge`: strides, then halves.
std::size_t positionOf(const std::vector<double>& x, double edge, std::size_t from,
                       std::size_t end) {
  std::size_t stride = 1;
  std::size_t low = from;
  while (low + stride < end && x[low + stride] < edge) {
    low += stride;
    stride *= 2;
  }
  const auto begin = x.begin() + static_cast<std::ptrdiff_t>(low);
  const auto last = x.begin() + static_cast<std::ptrdiff_t>(std::min(low + stride + 1, end));
  return static_cast<std::size_t>(std::lower_bound(begin, last, edge) - x.begin());
}

}  // namespace

CurveData::CurveData(std::shared_ptr<const std::vector<double>> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)) {
  require(x_->size() == y_.size(), "a curve has as many x as y");
}

CurveData::CurveData(std::vector<double> x, std::vector<double> y)
    : CurveData(std::make_shared<const std::vector<double>>(std::move(x)), std::move(y)) {}

const MinMaxPyramid& CurveData::pyramid(bool positiveOnly) const {
  auto& kept = positiveOnly ? positive_ : all_;
  if (!kept) {
    kept = positiveOnly ? MinMaxPyramid(0) : MinMaxPyramid();
    kept->extend(y_.data(), y_.size());
  }
  return *kept;
}

CurveData::Stretch CurveData::inside(const PlotWindow& window) const {
  const auto begin = std::lower_bound(x_->begin(), x_->end(), window.lower);
  const auto end = std::upper_bound(begin, x_->end(), window.upper);
  return {static_cast<std::size_t>(begin - x_->begin()),
          static_cast<std::size_t>(end - x_->begin())};
}

CurveData::Stretch CurveData::withNeighbours(const PlotWindow& window) const {
  Stretch stretch = inside(window);
  if (stretch.begin > 0) --stretch.begin;
  if (stretch.end < size()) ++stretch.end;
  return stretch;
}

bool CurveData::isWholeIn(const PlotWindow& window) const {
  const Stretch stretch = withNeighbours(window);
  const auto columns = static_cast<std::size_t>(std::max(1, window.columns));
  return stretch.end - stretch.begin <= kPointsPerColumn * columns;
}

Extremes CurveData::extremesIn(const PlotWindow& window) const {
  const Stretch stretch = inside(window);
  return pyramid(window.logarithmicY).over(y_.data(), stretch.begin, stretch.end);
}

std::vector<CurvePoint> CurveData::visible(const PlotWindow& window) const {
  const Stretch stretch = withNeighbours(window);
  const std::vector<double>& x = *x_;
  std::vector<CurvePoint> points;
  const auto add = [&](std::size_t i) {
    const bool drawable = !window.logarithmicY || y_[i] > 0;
    points.push_back({x[i], drawable ? y_[i] : std::nan("")});
  };
  if (isWholeIn(window)) {
    points.reserve(stretch.end - stretch.begin);
    for (std::size_t i = stretch.begin; i < stretch.end; ++i) add(i);
    return points;
  }
  const MinMaxPyramid& extremes = pyramid(window.logarithmicY);
  points.reserve(kPointsPerColumn * (static_cast<std::size_t>(window.columns) + 2));
  const Stretch own = inside(window);  // a neighbour's extreme must not stand in for one in view
  if (stretch.begin < own.begin) add(stretch.begin);
  std::size_t at = own.begin;
  for (int column = 0; column < window.columns && at < own.end; ++column) {
    const bool last = column + 1 == window.columns;
    const std::size_t end = last ? own.end : positionOf(x, columnEdge(window, column), at, own.end);
    if (end == at) continue;
    const Extremes found = extremes.over(y_.data(), at, end);
    std::array<std::size_t, kPointsPerColumn> kept = {at, at, at, end - 1};
    if (found.any) {
      kept[1] = std::min(found.minimumAt, found.maximumAt);
      kept[2] = std::max(found.minimumAt, found.maximumAt);
    }
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (i == 0 || kept[i] != kept[i - 1]) add(kept[i]);
    }
    at = end;
  }
  if (own.end < stretch.end) add(own.end);
  return points;
}

std::optional<std::size_t> CurveData::nearest(double position) const {
  if (empty()) return {};
  const auto found = std::lower_bound(x_->begin(), x_->end(), position);
  auto index = static_cast<std::size_t>(found - x_->begin());
  if (index == size()) return index - 1;
  if (index > 0 && position - (*x_)[index - 1] < (*x_)[index] - position) --index;
  return index;
}

}  // namespace lafs
