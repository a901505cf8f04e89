// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/chart.h"

namespace lafs {

struct AxisLimits {
  double lower = 0;
  double upper = 1;
};

/// Limits of the x axis: what the chart says, else from the first sample to the last (on a
/// logarithmic axis the ones above zero). Never empty.
AxisLimits fittedX(const Chart& chart);

/// Limits of the y axis: what the chart says, else every curve, band and horizontal reference line
/// inside the window, with a little air. Never empty, and above zero on a logarithmic axis.
AxisLimits fittedY(const Chart& chart, const PlotWindow& window);

}  // namespace lafs
