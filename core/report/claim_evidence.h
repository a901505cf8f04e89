// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/report/claim_check.h"
#include "core/report/paired_difference.h"

namespace lafs {

/// Whether a difference (a fraction; from chance for a chance claim) points the claimed way.
bool agrees(const PaperClaim& claim, double difference);

/// Effect, interval and p of a step from its comparisons, of which there is one at least; the rule
/// is at checkClaims.
void combineDifferences(const std::vector<PairedDifference>& differences, ClaimStep& step);

/// What a step's effect, interval and adjusted p say of the claim.
ClaimFinding judgeStep(const PaperClaim& claim, const ClaimStep& step);

}  // namespace lafs
