// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/run_comparison.h"

#include <cstddef>

#include "core/base/error.h"
#include "core/eval/fold_verification.h"
#include "core/eval/roc.h"

namespace lafs {

namespace {

/// Squared Euclidean distances of unit features from their inner products.
std::vector<double> distancesOf(const std::vector<double>& scores) {
  std::vector<double> distances;
  distances.reserve(scores.size());
  for (const double score : scores) distances.push_back(2 - 2 * score);
  return distances;
}

void noteChanges(MeasureComparison& comparison, const std::vector<bool>& rightA,
                 const std::vector<bool>& rightB, const std::vector<std::uint32_t>& places) {
  comparison.pairs = mcnemar(rightA, rightB);
  for (std::size_t i = 0; i < rightA.size(); ++i) {
    if (rightA[i] != rightB[i])
      (rightB[i] ? comparison.fixed : comparison.broken).push_back(places[i]);
  }
}

void checkSamePairs(const ScoreFile& a, const ScoreFile& b) {
  if (a.same == b.same && a.first == b.first && a.second == b.second && a.units == b.units) return;
  throw UserError("compare",
                  "the two runs did not judge the same pairs (" + std::to_string(a.score.size()) +
                      " and " + std::to_string(b.score.size()) + ")",
                  "compare evaluations of one protocol over the same data");
}

MeasureComparison compareAccuracy(const PairScores& a, const PairScores& b, std::int64_t folds,
                                  const BootstrapOptions& options) {
  const std::vector<bool> rightA = foldAccuracy(distancesOf(a.score), a.same, folds).right;
  const std::vector<bool> rightB = foldAccuracy(distancesOf(b.score), b.same, folds).right;
  MeasureComparison comparison;
  comparison.measure = "accuracy";
  comparison.difference = shareDifference(rightA, rightB, a.first, a.second, a.units, options);
  std::vector<std::uint32_t> places(rightA.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::uint32_t>(i);
  noteChanges(comparison, rightA, rightB, places);
  return comparison;
}

/// Genuine pairs, and which of them each run accepts at its own threshold.
void judgeGenuine(MeasureComparison& comparison, const PairScores& a, const PairScores& b,
                  double thresholdA, double thresholdB) {
  std::vector<bool> rightA, rightB;
  std::vector<std::uint32_t> places;
  for (std::size_t i = 0; i < a.score.size(); ++i) {
    if (!a.same[i]) continue;
    rightA.push_back(a.score[i] >= thresholdA);
    rightB.push_back(b.score[i] >= thresholdB);
    places.push_back(static_cast<std::uint32_t>(i));
  }
  noteChanges(comparison, rightA, rightB, places);
}

}  // namespace

std::vector<MeasureComparison> compareRuns(const ScoreFile& fileA, const ScoreFile& fileB,
                                           std::int64_t folds,
                                           const std::vector<double>& farTargets, TarRule rule,
                                           const BootstrapOptions& options) {
  checkSamePairs(fileA, fileB);
  const PairScores a = fileA.pairScores(), b = fileB.pairScores();
  std::vector<MeasureComparison> comparisons;
  if (folds > 0) comparisons.push_back(compareAccuracy(a, b, folds, options));
  if (farTargets.empty()) return comparisons;
  const Roc rocA = rocCurve(a), rocB = rocCurve(b);
  const auto differences = tarDifferences(a, b, farTargets, rule, options);
  for (std::size_t t = 0; t < farTargets.size(); ++t) {
    const TarAtFar pointA = tarAtFar(rocA, farTargets[t], rule);
    MeasureComparison comparison;
    comparison.measure = "tar";
    comparison.far = farTargets[t];
    comparison.belowFloor = pointA.belowFloor;
    comparison.difference = differences[t];
    judgeGenuine(comparison, a, b, pointA.threshold, tarAtFar(rocB, farTargets[t], rule).threshold);
    comparisons.push_back(std::move(comparison));
  }
  return comparisons;
}

}  // namespace lafs
