// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/roc.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"

namespace lafs {

namespace {

/// Counts of accepted pairs at every distinct score, best score first.
struct Steps {
  std::vector<std::int64_t> genuine, impostor;
  std::vector<double> score;
};

/// Scores of one kind, best first. Kinds are sorted apart: plain numbers sort several times faster
/// than indices into them, which is what millions of pairs ask for.
std::vector<double> sortedKind(const std::vector<double>& scores, const std::vector<bool>& same,
                               bool kind) {
  std::vector<double> chosen;
  chosen.reserve(static_cast<std::size_t>(std::count(same.begin(), same.end(), kind)));
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (same[i] == kind) chosen.push_back(scores[i]);
  }
  std::sort(chosen.begin(), chosen.end(), std::greater<>());
  return chosen;
}

/// The distinct scores that a curve needs: where either count's second difference is not zero, and
/// at both ends. Points on a straight line between their neighbours are never stored.
class CornerCollector {
 public:
  /// The counts at the next distinct score.
  void add(double score, std::int64_t genuine, std::int64_t impostor) {
    const Point point{score, genuine, impostor};
    if (seen_ >= 2 && bends(before_, last_, point)) keep(last_);
    if (seen_ == 0) keep(point);
    before_ = last_;
    last_ = point;
    ++seen_;
  }
  Steps finish() {
    if (seen_ > 1) keep(last_);
    return std::move(steps_);
  }

 private:
  struct Point {
    double score = 0;
    std::int64_t genuine = 0, impostor = 0;
  };
  static bool bends(const Point& a, const Point& b, const Point& c) {
    return c.genuine - 2 * b.genuine + a.genuine != 0 ||
           c.impostor - 2 * b.impostor + a.impostor != 0;
  }
  void keep(const Point& point) {
    steps_.score.push_back(point.score);
    steps_.genuine.push_back(point.genuine);
    steps_.impostor.push_back(point.impostor);
  }

  Steps steps_;
  Point before_, last_;
  std::int64_t seen_ = 0;
};

Steps cornerSteps(const std::vector<double>& genuine, const std::vector<double>& impostor) {
  CornerCollector collector;
  std::size_t g = 0, i = 0;
  while (g < genuine.size() || i < impostor.size()) {
    const bool fromGenuine =
        i == impostor.size() || (g < genuine.size() && genuine[g] >= impostor[i]);
    const double score = fromGenuine ? genuine[g] : impostor[i];
    while (g < genuine.size() && genuine[g] == score) ++g;
    while (i < impostor.size() && impostor[i] == score) ++i;
    collector.add(score, static_cast<std::int64_t>(g), static_cast<std::int64_t>(i));
  }
  return collector.finish();
}

void checkScores(const std::vector<double>& scores) {
  for (double score : scores) {
    if (std::isnan(score)) {
      throw UserError("scores", "a score is not a number",
                      "the embeddings are damaged: check the checkpoint and its precision");
    }
  }
}

Roc curveOf(const std::vector<double>& scores, const std::vector<bool>& same,
            std::int64_t unlistedImpostors) {
  require(scores.size() == same.size(), "one label per score");
  checkScores(scores);
  Steps steps;
  Roc roc;
  {
    const std::vector<double> genuine = sortedKind(scores, same, true);
    const std::vector<double> impostor = sortedKind(scores, same, false);
    roc.genuine = static_cast<std::int64_t>(genuine.size());
    roc.impostor = static_cast<std::int64_t>(impostor.size()) + unlistedImpostors;
    if (genuine.empty() || impostor.empty()) {
      throw UserError("pairs",
                      "found " + std::to_string(genuine.size()) + " genuine and " +
                          std::to_string(impostor.size()) + " impostor pairs",
                      "a ROC needs at least one of each");
    }
    steps = cornerSteps(genuine, impostor);
  }
  roc.far.push_back(0);
  roc.tar.push_back(0);
  roc.threshold.push_back(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < steps.score.size(); ++i) {
    roc.far.push_back(static_cast<double>(steps.impostor[i]) / static_cast<double>(roc.impostor));
    roc.tar.push_back(static_cast<double>(steps.genuine[i]) / static_cast<double>(roc.genuine));
    roc.threshold.push_back(steps.score[i]);
  }
  return roc;
}

}  // namespace

Roc rocCurve(const std::vector<double>& scores, const std::vector<bool>& same) {
  return curveOf(scores, same, 0);
}

Roc rocCurve(const PairScores& pairs) {
  return curveOf(pairs.score, pairs.same,
                 std::accumulate(pairs.unlistedImpostors.begin(), pairs.unlistedImpostors.end(),
                                 std::int64_t{0}));
}

TarRule tarRuleFromName(const std::string& name) {
  if (name == "nearest") return TarRule::Nearest;
  if (name == "floor") return TarRule::Floor;
  require(name == "interpolated", "the field table allows nearest, floor and interpolated");
  return TarRule::Interpolated;
}

const char* tarRuleName(TarRule rule) {
  switch (rule) {
    case TarRule::Nearest:
      return "nearest";
    case TarRule::Floor:
      return "floor";
    case TarRule::Interpolated:
      return "interpolated";
  }
  return "";
}

double farFloor(std::int64_t impostors) {
  return 10.0 / static_cast<double>(impostors);
}

namespace {

/// Last point with FAR <= target.
std::size_t lastWithin(const Roc& roc, double farTarget) {
  const auto end = std::upper_bound(roc.far.begin(), roc.far.end(), farTarget);
  return static_cast<std::size_t>(end - roc.far.begin()) - 1;
}

/// From the far end, first minimum wins: among equal distances the largest TAR.
std::size_t nearestTo(const Roc& roc, double farTarget) {
  double best = std::numeric_limits<double>::infinity();
  std::size_t taken = 0;
  for (std::size_t i = roc.far.size(); i-- > 0;) {
    const double distance = std::abs(roc.far[i] - farTarget);
    if (distance < best) {
      best = distance;
      taken = i;
    }
  }
  return taken;
}

}  // namespace

TarAtFar tarAtFar(const Roc& roc, double farTarget, TarRule rule) {
  const std::size_t taken =
      rule == TarRule::Nearest ? nearestTo(roc, farTarget) : lastWithin(roc, farTarget);
  TarAtFar result;
  result.target = farTarget;
  result.far = roc.far[taken];
  result.tar = roc.tar[taken];
  result.threshold = roc.threshold[taken];
  result.belowFloor = farTarget < farFloor(roc.impostor);
  if (rule != TarRule::Interpolated || taken + 1 == roc.far.size()) return result;
  const double share = (farTarget - result.far) / (roc.far[taken + 1] - result.far);
  result.far = farTarget;
  result.tar += share * (roc.tar[taken + 1] - result.tar);
  // The first point's threshold is infinite: there the next one's is the nearest that exists.
  result.threshold = std::isfinite(result.threshold)
                         ? result.threshold + share * (roc.threshold[taken + 1] - result.threshold)
                         : roc.threshold[taken + 1];
  return result;
}

}  // namespace lafs
