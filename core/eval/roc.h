// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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

/// How TAR at a FAR target is read off a ROC.
enum class TarRule {
  Nearest,  ///< point whose FAR is nearest to the target, larger TAR on ties (IJB evaluation code)
  Floor     ///< largest TAR with FAR <= target
};
TarRule tarRuleFromName(const std::string& name);  ///< "nearest" | "floor"

struct TarAtFar {
  double target = 0;
  double far = 0;           ///< FAR of the point that was taken
  double tar = 0;           ///< fraction
  double threshold = 0;     ///< score at that point
  bool belowFloor = false;  ///< target < 10 / impostors: too few impostors to say anything
};
TarAtFar tarAtFar(const Roc& roc, double farTarget, TarRule rule);

}  // namespace lafs
