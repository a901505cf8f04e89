// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/eval/bootstrap.h"
#include "core/eval/mcnemar.h"
#include "core/eval/score_file.h"

namespace lafs {

/// One measure of two runs on the same pairs.
struct MeasureComparison {
  std::string measure;      ///< "accuracy" or "tar"
  double far = 0;           ///< target of a "tar"
  bool belowFloor = false;  ///< nothing can be said: no interval, no p
  RunDifference difference;
  /// Over the pairs that the measure judges: all for the accuracy, the genuine ones for a TAR, each
  /// run at its own threshold.
  McNemar pairs;
  std::vector<std::uint32_t> fixed;   ///< pairs wrong in A and right in B, in the order of the list
  std::vector<std::uint32_t> broken;  ///< right in A, wrong in B
};

/// Accuracy by `folds` folds (left out when 0), then TAR at each target. UserError when the two
/// files hold different pairs.
std::vector<MeasureComparison> compareRuns(const ScoreFile& a, const ScoreFile& b,
                                           std::int64_t folds,
                                           const std::vector<double>& farTargets, TarRule rule,
                                           const BootstrapOptions& options = {});

}  // namespace lafs
