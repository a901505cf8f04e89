// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/report/cell_report.h"

namespace lafs {

/// A report table laid out anew: cells by row and column; null where no cell stands for the pair.
struct Pivot {
  std::vector<std::string> rows;
  std::vector<std::string> groups;  ///< of each row; may be empty
  std::vector<std::string> columns;
  std::vector<std::vector<const ReportCell*>> cells;  ///< of the table it was made from
};

/// Axes that tell the table's rows apart, without those that have one value only.
std::vector<std::string> pivotAxes(const ReportTable& table);

/// `columnAxis` empty: the table as it stands, a column a measure. Else one measure of it, with the
/// values of that axis as columns and what is left of the coordinates as rows, both in the order in
/// which they first appear.
Pivot pivotOf(const ReportTable& table, const std::string& columnAxis, std::size_t measure);

/// "39.4 ± 1.2 (n = 3)" in per cent; "—" when nothing is measured.
std::string measuredText(const ReportCell& cell);
/// "39.44"; empty when nothing is published.
std::string publishedText(const ReportCell& cell);
/// Everything that is said about a cell, a line each.
std::string cellDetails(const ReportCell& cell);

}  // namespace lafs
