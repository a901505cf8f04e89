// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/plot/chart.h"

namespace lafs {

class DesktopContext;

/// Asks where to and how large, then writes the chart in the background with the code that
/// `--batch figure` uses. What goes wrong becomes a card.
void saveFigure(DesktopContext& desktop, QWidget* parent, Chart chart);

/// The command that draws the chart, to the clipboard.
void copyFigureCommand(DesktopContext& desktop, const Chart& chart);

}  // namespace lafs
