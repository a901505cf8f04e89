// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "widgets/plot/chart.h"

namespace lafs {

/// How a figure is set on paper.
struct FigurePage {
  double widthMm = 120;
  double heightMm = 80;
  double dotsPerInch = 300;  ///< of a PNG
  bool dark = false;
  bool footer = true;  ///< run names in small type below
};

/// The command that makes the figure again, the chart's view included: logarithmic axes and limits
/// that differ from what the figure chooses itself. Words are quoted where a shell wants it.
std::string figureCommand(const Chart& chart, const FigurePage& page, const std::string& file);

}  // namespace lafs
