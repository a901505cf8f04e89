// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verdict.h"

#include <algorithm>
#include <cmath>

namespace lafs {

namespace {

constexpr double kNormal95 = 1.959963984540054;

/// 95 % half-width of a share of `trials` decisions; half a unit of the last printed digit at
/// least.
double publishedError(double share, double trials) {
  constexpr double kPrintedDigits = 0.00005;
  if (trials <= 0) return kPrintedDigits;
  return std::max(kPrintedDigits, kNormal95 * std::sqrt(share * (1 - share) / trials));
}

}  // namespace

Verdict verdictOf(const ReportCell& cell, double trials, bool paperScale) {
  if (!cell.paper) return Verdict::NotInPaper;
  if (!cell.measured) return Verdict::NotMeasured;
  if (!paperScale) return Verdict::OtherScale;
  const double paper = *cell.paper;
  const double distance = std::abs(*cell.measured - paper);
  const double theirs = publishedError(paper, trials);
  if (!cell.interval) return distance <= theirs ? Verdict::Compatible : Verdict::Contradicts;
  const double below = *cell.measured - cell.interval->low;
  const double above = cell.interval->high - *cell.measured;
  const bool inside = paper >= cell.interval->low && paper <= cell.interval->high;
  if (inside && std::max(below, above) <= kSharp) return Verdict::Reproduced;
  const double ours = paper < *cell.measured ? below : above;
  const bool apart = distance > std::sqrt(ours * ours + theirs * theirs);
  return inside || !apart ? Verdict::Compatible : Verdict::Contradicts;
}

}  // namespace lafs
