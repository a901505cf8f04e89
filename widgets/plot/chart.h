// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "widgets/plot/curve_data.h"

namespace lafs {

/// An axis of a chart. Without limits it fits what there is.
struct ChartAxis {
  std::string label;  ///< quantity and unit
  bool logarithmic = false;
  std::optional<double> lower, upper;
};

/// How a curve is drawn.
enum class CurveShape {
  Line,
  Steps,         ///< filled steps: a histogram, x = left edge of each bin
  OutlinedSteps  ///< the same as a dashed outline: a second histogram of the same colour
};

struct ChartCurve {
  std::string name;
  std::shared_ptr<const CurveData> data;
  int style = 0;  ///< colour and dash pattern: index into the theme's series
  CurveShape shape = CurveShape::Line;
  /// Band around the curve, e.g. mean ± std; both or none.
  std::shared_ptr<const CurveData> bandLower = nullptr, bandUpper = nullptr;
  /// What the legend calls it, when that is not its name; empty = it is not listed.
  std::optional<std::string> legend = {};
  int dashes = -1;  ///< dash pattern of another index than `style`: curves of one colour
};

enum class LineRole {
  Reference,  ///< a value to compare with; labelled, and always in view when the axis fits
  Threshold,  ///< can be dragged by hand
  Segment,    ///< where a run was resumed
};

/// A straight line across the chart.
struct ChartLine {
  LineRole role = LineRole::Reference;
  bool vertical = false;
  double at = 0;
  std::string label;
  int style = -1;  ///< colour and dashes of the theme's series; -1 = those of its role
};

/// Where a chart comes from: enough to make it again.
struct ChartSource {
  std::string figure;                ///< name that `lafs-workbench --batch figure` knows
  std::vector<std::string> runs;     ///< names of the run directories
  std::string runsFolder;            ///< where they are
  std::vector<std::string> options;  ///< further words of the command
  bool logarithmicX = false, logarithmicY = false;  ///< the scales that the figure chooses itself
};

/// Everything a plot shows, as plain data: the same on the screen and in an exported file.
struct Chart {
  std::string id;  ///< tells one chart of a screen from another; a new chart of the same id keeps
                   ///< the view that the reader chose
  std::string title;
  ChartAxis x, y;
  std::vector<ChartCurve> curves;
  std::vector<ChartLine> lines;
  std::string empty = "Nothing to show yet";  ///< said while there is no point
  ChartSource source;

  bool hasPoints() const {
    for (const ChartCurve& curve : curves) {
      if (curve.data && !curve.data->empty()) return true;
    }
    return false;
  }
};

}  // namespace lafs
