// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/cell_report.h"

namespace lafs {

/// Half-width of an interval up to which agreement counts as reproduction, in fractions.
constexpr double kSharp = 0.02;

/// Judges a cell by its measured value, its interval, and the published value. `trials`: decisions
/// behind the published figure (0 = not known), which give its own binomial error.
/// Reproduced: the published value lies in an interval of at most kSharp to either side.
/// Compatible: in a wider one, or outside by no more than both errors together allow at 95 %.
/// Contradicts otherwise. Without an interval nothing more than Compatible or Contradicts is said.
Verdict verdictOf(const ReportCell& cell, double trials, bool paperScale);

}  // namespace lafs
