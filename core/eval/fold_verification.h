// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace lafs {

/// Pairs under a k-fold rule: LFW, CFP-FP, AgeDB-30 and everything of that form (InsightFace,
/// recognition/arcface_torch/eval/verification.py). Folds are contiguous in file order; with n
/// pairs the first n mod k folds have one more. Distances are squared Euclidean between unit
/// vectors (0 … 4); a pair counts as "same" when its distance is strictly below the threshold.
struct FoldAccuracy {
  std::vector<double> accuracy;       ///< per fold, fraction, at the other folds' best threshold
  std::vector<double> bestThreshold;  ///< per fold; the first maximum wins
  double meanAccuracy = 0;
  double stdAccuracy = 0;  ///< population standard deviation over folds
  double meanThreshold = 0;
  std::vector<bool> right;      ///< per pair: judged right at its fold's threshold
  std::vector<double> tprMean;  ///< per threshold 0, 0.01 … 3.99: mean over test folds
  std::vector<double> fprMean;
};

/// Accuracy by k folds over the thresholds 0, 0.01, … 3.99. `distances` and `same` have equal
/// length >= folds >= 2.
FoldAccuracy foldAccuracy(const std::vector<double>& distances, const std::vector<bool>& same,
                          std::int64_t folds = 10);

/// TAR at a FAR target by k folds, thresholds 0, 0.001 … 3.999: the threshold is interpolated
/// linearly on the training folds between the last grid point with FAR <= target and the next, and
/// is 0 when the largest FAR stays below the target.
struct FoldTar {
  double tar = 0;     ///< mean over folds, fraction
  double tarStd = 0;  ///< population standard deviation
  double far = 0;     ///< mean FAR on the test folds
};
FoldTar foldTarAtFar(const std::vector<double>& distances, const std::vector<bool>& same,
                     double farTarget, std::int64_t folds = 10);

}  // namespace lafs
