// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/stage_specs.h"
#include "core/embed/protocol.h"
#include "core/eval/roc.h"
#include "core/eval/score_file.h"

namespace lafs {

/// Judges scored pairs under `spec`: TAR at every FAR target by the three conventions side by side,
/// with the interval of the one that the spec takes; and, `byFolds`, accuracy and TAR by folds
/// (squared distances 2 - 2·score). The JSON entry (fractions, not per cent):
///
///     {"name", "pairs", "genuine", "impostor", "far_floor", "tar_rule",
///      "unit": {"kind", "count", "replicates", "level"},
///      "tar_at_far": [{"far", "tar", "reached_far", "threshold", "below_floor",
///                      "interval": [low, high] | null,
///                      "conventions": {"nearest": {"tar", "reached_far", "threshold"}, …}}],
///      "folds", "accuracy", "accuracy_std", "accuracy_interval", "fold_accuracy", "threshold",
///      "fold_tar": {…}}                                        (the last two lines by folds only)
///
/// A target below the floor has no interval.
ProtocolResult judgePairs(ScoreFile scores, const EvaluateSpec& spec, bool byFolds);

/// "far,tar,threshold" lines; threshold is a score, empty at the first point.
std::string rocCsv(const Roc& roc);

/// Null for what JSON has no number for.
Json finiteOrNull(double value);

}  // namespace lafs
