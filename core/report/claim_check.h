// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/report/measurement.h"
#include "core/report/paper_claim.h"

namespace lafs {

/// What the measurements say of one step of a claim ("A above B").
enum class ClaimFinding {
  Seen,         ///< in the claimed direction, and told apart from none
  Opposite,     ///< told apart from none in the other direction
  Undecided,    ///< the interval holds both
  NotMeasured,  ///< no pair of cells to compare
};
const char* claimFindingName(ClaimFinding finding);  ///< "seen", …
const char* claimFindingText(ClaimFinding finding);  ///< for people

/// One step of a claim, checked on measured cells.
struct ClaimStep {
  std::string upper, lower;      ///< the two selections, in words; `lower` empty for a chance claim
  std::size_t pairs = 0;         ///< comparisons of cells that went in
  std::size_t agree = 0;         ///< of these, those in the claimed direction
  std::size_t seeds = 0;         ///< common to all of them
  std::optional<double> effect;  ///< mean difference, fraction; from chance for a chance claim
  std::optional<ReportInterval> interval;
  std::optional<double> p;         ///< of no difference
  std::optional<double> adjusted;  ///< the same after Holm over all claims of the report
  ClaimFinding finding = ClaimFinding::NotMeasured;
  std::vector<std::string> cells;  ///< "upper minus lower, measure: difference" of every comparison
};

/// A claim beside the published numbers and the measured ones.
struct ClaimReport {
  PaperClaim claim;
  PublishedCheck published;
  std::vector<ClaimStep> steps;
  bool paperScale = false;
  /// The worst of its steps: Opposite before Undecided before NotMeasured before Seen.
  ClaimFinding finding() const;
};

/// Checks every published claim. Cells are those of parts that fill one of the claim's tables, and
/// of parts that fill none in particular; a run that several parts share is taken once.
/// Over two or more seeds the effect is the mean over comparisons within each seed, with Student's
/// interval over seeds. With one seed it is the mean over comparisons, and its error the mean of
/// their bootstrap errors: as if all of them were wholly correlated, which is on the safe side.
std::vector<ClaimReport> checkClaims(const Experiment& experiment,
                                     const std::vector<CellGroup>& groups,
                                     const std::string& runsFolder);

}  // namespace lafs
