// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <string>

#include "widgets/plot/chart.h"
#include "widgets/plot/figure_command.h"

namespace lafs {

enum class FigureFormat { Png, Svg, Pdf, Csv };

/// "png", "svg", "pdf" or "csv", from a file's ending; UserError for another one.
FigureFormat figureFormatOf(const std::string& file);

/// Limits of what a page may be; UserError when it is not within them.
void checkPage(const FigurePage& page);

/// The chart as a file's content, the same bytes for the same chart and page wherever it is made:
/// on a screen or without one. Vector files are exactly as large as the page says; CSV holds every
/// sample. All carry the runs and the command that makes them again. Needs a QApplication.
QByteArray exportChart(const Chart& chart, FigureFormat format, const FigurePage& page);

}  // namespace lafs
