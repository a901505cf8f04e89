// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/eval/pair_scores.h"

namespace lafs {

/// Receiver operating characteristic over all pairs. Point 0 is (0, 0) with an infinite threshold;
/// then one point per distinct score, best score first, without points on a straight line between
/// their neighbours (scikit-learn's roc_curve with drop_intermediate).
struct Roc {
  std::vector<double> far, tar;   ///< fractions, not decreasing
  std::vector<double> threshold;  ///< a pair is accepted when its score >= threshold
  std::int64_t genuine = 0, impostor = 0;
};

/// `scores`: higher is more alike. UserError when one of the two kinds is missing or a score is
/// not a number.
Roc rocCurve(const std::vector<double>& scores, const std::vector<bool>& same);

/// The same of scored pairs. Impostors that are counted but not listed make FAR smaller; the curve
/// then ends where the list does.
Roc rocCurve(const PairScores& pairs);

/// How TAR at a FAR target is read off a ROC.
enum class TarRule {
  Nearest,  ///< point whose FAR is nearest to the target, larger TAR on ties (IJB evaluation code)
  Floor,    ///< largest TAR with FAR <= target
  Interpolated  ///< on the straight line between the last point with FAR <= target and the next
};
/// "nearest" | "floor" | "interpolated"
TarRule tarRuleFromName(const std::string& name);
const char* tarRuleName(TarRule rule);
constexpr TarRule kTarRules[] = {TarRule::Nearest, TarRule::Floor, TarRule::Interpolated};

/// The lowest FAR that so many impostor pairs can speak of: ten of them above the threshold. A
/// target below it is shown and marked; it gets no interval and no verdict.
double farFloor(std::int64_t impostors);

struct TarAtFar {
  double target = 0;
  double far = 0;           ///< FAR of the point that was taken; the target when interpolated
  double tar = 0;           ///< fraction
  double threshold = 0;     ///< score at that point
  bool belowFloor = false;  ///< target < farFloor(impostors)
};
TarAtFar tarAtFar(const Roc& roc, double farTarget, TarRule rule);

}  // namespace lafs
