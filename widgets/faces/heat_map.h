// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPointF>
#include <QVector>

namespace lafs {

/// Values at points as a translucent picture of side × side pixels: a Gaussian-weighted mean around
/// every pixel, clear where no point is near. `top` is where the colour scale ends. The deviation
/// of the weights is half the mean distance of neighbours on a regular grid.
QImage heatMap(const QVector<QPointF>& points, const QVector<double>& values, double side,
               double top);

/// The same mean at one place; 0 without points. What the colours of heatMap stand for.
double heatAt(const QVector<QPointF>& points, const QVector<double>& values, double side,
              const QPointF& place);

}  // namespace lafs
