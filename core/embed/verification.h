// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/stage_specs.h"
#include "core/eval/fold_verification.h"
#include "core/eval/roc.h"

namespace lafs {

/// Everything a pair protocol yields from its distances.
struct Verification {
  std::string protocol;
  std::int64_t images = 0;
  FoldAccuracy folds;
  std::vector<TarAtFar> tars;  ///< one per spec.farTargets, from the ROC over all pairs
  FoldTar foldTar;             ///< at FAR 1e-3 by folds (InsightFace's "VAL")
  double meanNorm = 0;
  Roc roc;
  std::vector<double> distances;  ///< squared Euclidean, per pair in protocol order
  std::vector<bool> same;

  /// {"name", "pairs", "genuine", "impostor", "accuracy", "accuracy_std", "threshold",
  ///  "tar_at_far": [{"far", "tar", "reached_far", "threshold", "below_floor"}], "fold_tar", …};
  /// fractions, not per cent.
  Json json() const;
  /// "far,tar,threshold" lines; threshold is a cosine similarity.
  std::string rocCsv() const;
};

/// Judges `distances` under `spec` (folds, FAR targets, TAR rule).
Verification verify(const std::string& protocol, std::vector<double> distances,
                    std::vector<bool> same, const EvaluateSpec& spec);

}  // namespace lafs
