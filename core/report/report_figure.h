// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/report/report.h"

namespace lafs {

/// Figures of a report as SVG to be put inside HTML; colours are classes of the page's style sheet,
/// so that they follow its light and its dark side. Empty when there is nothing to draw.

/// One panel a column, one line a row: measured value with its interval (dot), published value
/// (diamond).
std::string dotPanels(const ReportTable& table);

/// TAR or accuracy against the number of shots, for a table with at least three such columns of one
/// measure: measured with intervals, published behind it.
std::string shotCurves(const ReportTable& table);

/// Every step of every claim: effect with its interval, coloured by what was found.
std::string claimForest(const std::vector<ClaimReport>& claims);

}  // namespace lafs
