// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"

namespace lafs {

namespace {

/// Counts at every distinct score, best score first.
struct Steps {
  std::vector<std::int64_t> genuine, impostor;
  std::vector<double> score;
};

Steps distinctSteps(const std::vector<double>& scores, const std::vector<bool>& same) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  Steps steps;
  std::int64_t genuine = 0, impostor = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (same[order[i]] ? genuine : impostor) += 1;
    if (i + 1 < order.size() && scores[order[i + 1]] == scores[order[i]]) continue;
    steps.genuine.push_back(genuine);
    steps.impostor.push_back(impostor);
    steps.score.push_back(scores[order[i]]);
  }
  return steps;
}

/// A point is needed where either count's second difference is not zero, and at both ends.
bool isCorner(const Steps& steps, std::size_t i) {
  if (i == 0 || i + 1 == steps.score.size()) return true;
  const auto bends = [i](const std::vector<std::int64_t>& counts) {
    return counts[i + 1] - 2 * counts[i] + counts[i - 1] != 0;
  };
  return bends(steps.impostor) || bends(steps.genuine);
}

}  // namespace

Roc rocCurve(const std::vector<double>& scores, const std::vector<bool>& same) {
  require(scores.size() == same.size(), "one label per score");
  for (double score : scores) {
    if (std::isnan(score)) {
      throw UserError("scores", "a score is not a number",
                      "the embeddings are damaged: check the checkpoint and its precision");
    }
  }
  const Steps steps = distinctSteps(scores, same);
  Roc roc;
  if (!steps.score.empty()) {
    roc.genuine = steps.genuine.back();
    roc.impostor = steps.impostor.back();
  }
  if (roc.genuine == 0 || roc.impostor == 0) {
    throw UserError("pairs",
                    "found " + std::to_string(roc.genuine) + " genuine and " +
                        std::to_string(roc.impostor) + " impostor pairs",
                    "a ROC needs at least one of each");
  }
  roc.far.push_back(0);
  roc.tar.push_back(0);
  roc.threshold.push_back(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < steps.score.size(); ++i) {
    if (steps.score.size() > 2 && !isCorner(steps, i)) continue;
    roc.far.push_back(static_cast<double>(steps.impostor[i]) / static_cast<double>(roc.impostor));
    roc.tar.push_back(static_cast<double>(steps.genuine[i]) / static_cast<double>(roc.genuine));
    roc.threshold.push_back(steps.score[i]);
  }
  return roc;
}

TarRule tarRuleFromName(const std::string& name) {
  if (name == "nearest") return TarRule::Nearest;
  require(name == "floor", "the field table allows nearest and floor");
  return TarRule::Floor;
}

TarAtFar tarAtFar(const Roc& roc, double farTarget, TarRule rule) {
  std::size_t taken = 0;
  if (rule == TarRule::Floor) {
    while (taken + 1 < roc.far.size() && roc.far[taken + 1] <= farTarget) ++taken;
  } else {
    double best = std::numeric_limits<double>::infinity();
    // From the far end, first minimum wins: among equal distances the largest TAR.
    for (std::size_t i = roc.far.size(); i-- > 0;) {
      const double distance = std::abs(roc.far[i] - farTarget);
      if (distance < best) {
        best = distance;
        taken = i;
      }
    }
  }
  TarAtFar result;
  result.target = farTarget;
  result.far = roc.far[taken];
  result.tar = roc.tar[taken];
  result.threshold = roc.threshold[taken];
  result.belowFloor = farTarget < 10.0 / static_cast<double>(roc.impostor);
  return result;
}

}  // namespace lafs
