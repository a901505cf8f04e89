// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace lafs {

/// Scored pairs with what resampling needs to know: which units, the things drawn independently of
/// each other, stand behind each pair. Units are identities where they are known, otherwise
/// templates, images or, with nothing known at all, the pairs themselves.
struct PairScores {
  std::vector<double> score;  ///< higher is more alike; finite
  std::vector<bool> same;     ///< genuine; one per score
  /// Units of the two sides, 0 … units-1; equal for a pair within one unit. `units` itself is a
  /// side that is never drawn and always counts once (MegaFace's distractors). One per score.
  std::vector<std::uint32_t> first, second;
  std::int64_t units = 0;
  /// Impostor pairs that are counted but not listed, because they score below every listed one: so
  /// many of each unit (MegaFace's billions). Empty or one per unit.
  std::vector<std::int64_t> unlistedImpostors;

  std::int64_t pairs() const { return static_cast<std::int64_t>(score.size()); }
};

/// A broken promise (logic_error) when the lengths differ or a unit is out of range; UserError when
/// a score is not finite or one of the two kinds is missing.
void checkPairScores(const PairScores& pairs);

}  // namespace lafs
