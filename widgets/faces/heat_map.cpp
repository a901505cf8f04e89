// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/heat_map.h"

#include <algorithm>
#include <cmath>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kMostPixels = 112;  ///< of the picture; it is drawn smoothly larger

struct Weighted {
  double mean = 0;
  double weight = 0;
};

double spread(int points, double side) {
  return 0.5 * side / std::sqrt(std::max(1, points));
}

Weighted weighted(const QVector<QPointF>& points, const QVector<double>& values, double deviation,
                  const QPointF& place) {
  Weighted sum;
  const double scale = -0.5 / (deviation * deviation);
  for (int k = 0; k < points.size(); ++k) {
    const QPointF away = points[k] - place;
    const double squared = QPointF::dotProduct(away, away);
    const double weight = std::exp(squared * scale);
    sum.mean += weight * values[k];
    sum.weight += weight;
  }
  if (sum.weight > 0) sum.mean /= sum.weight;
  return sum;
}

}  // namespace

double heatAt(const QVector<QPointF>& points, const QVector<double>& values, double side,
              const QPointF& place) {
  return weighted(points, values, spread(static_cast<int>(points.size()), side), place).mean;
}

QImage heatMap(const QVector<QPointF>& points, const QVector<double>& values, double side,
               double top) {
  const int pixels = std::min(kMostPixels, static_cast<int>(std::lround(side)));
  QImage image(pixels, pixels, QImage::Format_ARGB32);
  const double deviation = spread(static_cast<int>(points.size()), side);
  const Theme& theme = Theme::current();
  for (int y = 0; y < pixels; ++y) {
    auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < pixels; ++x) {
      const QPointF place((x + 0.5) * side / pixels, (y + 0.5) * side / pixels);
      const Weighted here = weighted(points, values, deviation, place);
      QColor colour = theme.sequential(std::clamp(here.mean / std::max(1e-9, top), 0.0, 1.0));
      colour.setAlpha(static_cast<int>(165 * std::min(1.0, here.weight / 0.6)));
      row[x] = colour.rgba();
    }
  }
  return image;
}

}  // namespace lafs
