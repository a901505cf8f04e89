// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/chart.h"
#include "widgets/plot/qcustomplot.h"
#include "widgets/theme/theme.h"

namespace lafs {

/// Scales, words and hairlines of both axes as `x` and `y` say. May change their ranges, where a
/// scale is new.
void styleChartAxes(QCustomPlot& plot, const ChartAxis& x, const ChartAxis& y, const Theme& theme,
                    const QFont& font);

/// The words beside a y axis that is shorter than they are would run into the title: unseen then.
/// They keep their place, or the layout would go to and fro.
void showFittingLabel(QCustomPlot& plot, const QColor& colour);

}  // namespace lafs
