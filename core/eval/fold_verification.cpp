// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/fold_verification.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace lafs {

namespace {

/// Accepted pairs below each threshold, genuine and impostor, as running counts.
struct Accepts {
  std::vector<std::int64_t> genuine, impostor;
  std::int64_t genuineTotal = 0, impostorTotal = 0;
};

std::vector<double> grid(std::int64_t count, double step) {
  std::vector<double> thresholds(count);
  for (std::int64_t i = 0; i < count; ++i) thresholds[i] = static_cast<double>(i) * step;
  return thresholds;
}

std::vector<std::int64_t> foldStarts(std::int64_t pairs, std::int64_t folds) {
  std::vector<std::int64_t> starts(folds + 1, 0);
  for (std::int64_t f = 0; f < folds; ++f) {
    starts[f + 1] = starts[f] + pairs / folds + (f < pairs % folds ? 1 : 0);
  }
  return starts;
}

Accepts count(const std::vector<double>& distances, const std::vector<bool>& same,
              const std::vector<double>& thresholds, std::int64_t begin, std::int64_t end) {
  Accepts accepts;
  accepts.genuine.assign(thresholds.size(), 0);
  accepts.impostor.assign(thresholds.size(), 0);
  for (std::int64_t i = begin; i < end; ++i) {
    // The first threshold above the distance accepts the pair, and so do all behind it.
    const auto first = std::upper_bound(thresholds.begin(), thresholds.end(), distances[i]);
    auto& counts = same[i] ? accepts.genuine : accepts.impostor;
    (same[i] ? accepts.genuineTotal : accepts.impostorTotal) += 1;
    if (first != thresholds.end()) counts[first - thresholds.begin()] += 1;
  }
  for (std::size_t t = 1; t < thresholds.size(); ++t) {
    accepts.genuine[t] += accepts.genuine[t - 1];
    accepts.impostor[t] += accepts.impostor[t - 1];
  }
  return accepts;
}

Accepts minus(Accepts all, const Accepts& part) {
  for (std::size_t t = 0; t < all.genuine.size(); ++t) {
    all.genuine[t] -= part.genuine[t];
    all.impostor[t] -= part.impostor[t];
  }
  all.genuineTotal -= part.genuineTotal;
  all.impostorTotal -= part.impostorTotal;
  return all;
}

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

double accuracyAt(const Accepts& accepts, std::size_t t) {
  const std::int64_t right = accepts.genuine[t] + accepts.impostorTotal - accepts.impostor[t];
  return ratio(right, accepts.genuineTotal + accepts.impostorTotal);
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double populationStd(const std::vector<double>& values) {
  const double centre = mean(values);
  double sum = 0;
  for (double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

void checkPairs(const std::vector<double>& distances, const std::vector<bool>& same,
                std::int64_t folds) {
  require(distances.size() == same.size(), "one label per distance");
  if (folds < 2 || static_cast<std::int64_t>(distances.size()) < folds) {
    throw UserError("evaluation",
                    "found " + std::to_string(distances.size()) + " pairs for " +
                        std::to_string(folds) + " folds",
                    "use at least as many pairs as folds, and two folds or more");
  }
}

/// Threshold at which the training folds' FAR reaches the target.
double thresholdAtFar(const Accepts& train, const std::vector<double>& thresholds, double target) {
  const auto farAt = [&](std::size_t t) { return ratio(train.impostor[t], train.impostorTotal); };
  if (farAt(thresholds.size() - 1) < target) return 0;
  std::size_t last = 0;
  for (std::size_t t = 0; t < thresholds.size(); ++t) {
    if (farAt(t) <= target) last = t;
  }
  if (farAt(last) >= target || last + 1 == thresholds.size()) return thresholds[last];
  const double share = (target - farAt(last)) / (farAt(last + 1) - farAt(last));
  return thresholds[last] + share * (thresholds[last + 1] - thresholds[last]);
}

}  // namespace

FoldAccuracy foldAccuracy(const std::vector<double>& distances, const std::vector<bool>& same,
                          std::int64_t folds) {
  checkPairs(distances, same, folds);
  const std::vector<double> thresholds = grid(400, 0.01);
  const auto pairs = static_cast<std::int64_t>(distances.size());
  const Accepts all = count(distances, same, thresholds, 0, pairs);
  const std::vector<std::int64_t> starts = foldStarts(pairs, folds);

  FoldAccuracy result;
  result.tprMean.assign(thresholds.size(), 0);
  result.fprMean.assign(thresholds.size(), 0);
  for (std::int64_t f = 0; f < folds; ++f) {
    const Accepts test = count(distances, same, thresholds, starts[f], starts[f + 1]);
    const Accepts train = minus(all, test);
    std::size_t best = 0;
    for (std::size_t t = 1; t < thresholds.size(); ++t) {
      if (accuracyAt(train, t) > accuracyAt(train, best)) best = t;
    }
    result.accuracy.push_back(accuracyAt(test, best));
    result.bestThreshold.push_back(thresholds[best]);
    for (std::int64_t i = starts[f]; i < starts[f + 1]; ++i) {
      result.right.push_back((distances[i] < thresholds[best]) == same[i]);
    }
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
      result.tprMean[t] += ratio(test.genuine[t], test.genuineTotal) / static_cast<double>(folds);
      result.fprMean[t] += ratio(test.impostor[t], test.impostorTotal) / static_cast<double>(folds);
    }
  }
  result.meanAccuracy = mean(result.accuracy);
  result.stdAccuracy = populationStd(result.accuracy);
  result.meanThreshold = mean(result.bestThreshold);
  return result;
}

FoldTar foldTarAtFar(const std::vector<double>& distances, const std::vector<bool>& same,
                     double farTarget, std::int64_t folds) {
  checkPairs(distances, same, folds);
  const std::vector<double> thresholds = grid(4000, 0.001);
  const auto pairs = static_cast<std::int64_t>(distances.size());
  const Accepts all = count(distances, same, thresholds, 0, pairs);
  const std::vector<std::int64_t> starts = foldStarts(pairs, folds);

  std::vector<double> tars, fars;
  for (std::int64_t f = 0; f < folds; ++f) {
    const Accepts train = minus(all, count(distances, same, thresholds, starts[f], starts[f + 1]));
    const double threshold = thresholdAtFar(train, thresholds, farTarget);
    const Accepts test = count(distances, same, {threshold}, starts[f], starts[f + 1]);
    tars.push_back(ratio(test.genuine[0], test.genuineTotal));
    fars.push_back(ratio(test.impostor[0], test.impostorTotal));
  }
  return {mean(tars), populationStd(tars), mean(fars)};
}

}  // namespace lafs
