// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/report/measurement.h"

namespace lafs {

/// The group behind each cell of a table, row by row; null where none is.
using CellOrigins = std::vector<std::vector<const CellGroup*>>;

/// Marks the best cell of every column within each group of rows, and gives the others the p of a
/// paired test against it (paired_difference.h), corrected by Holm over the whole table.
void markBest(ReportTable& table, const CellOrigins& origins, const std::string& runsFolder);

}  // namespace lafs
