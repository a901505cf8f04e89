// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/eval/pair_scores.h"
#include "core/eval/resampling.h"
#include "core/eval/roc.h"

namespace lafs {

/// TAR@FAR of resampled pairs. Pairs are sorted once; each block of replicates is then one pass
/// over them (15.7 million pairs: about a tenth of a second for 16 replicates), and the threshold
/// is found anew in every replicate, so that its uncertainty is part of the spread. Const functions
/// may be called from several threads.
class TarResampler {
 public:
  explicit TarResampler(const PairScores& pairs);

  /// TAR at each target in each replicate of `weights`: result[target * kLanes + lane]; NaN where a
  /// replicate drew no genuine or no impostor pair. TarRule::Nearest takes the nearest of all
  /// distinct scores, without leaving out points on straight lines.
  std::vector<double> tars(const ReplicateWeights& weights, const std::vector<double>& targets,
                           TarRule rule) const;

  /// Variance of TAR at `target` that comes of the threshold if every impostor pair were drawn
  /// alone (the rank of the threshold is then normal), times the share of impostor pairs that join
  /// two units: what drawing units counts too often.
  double thresholdNoise(double target) const;

 private:
  /// Pairs of one kind, best score first.
  struct Ranked {
    std::vector<double> score;
    std::vector<std::uint32_t> first, second;  ///< second: "always" for a pair within one unit
    std::size_t size() const { return score.size(); }
  };
  struct Totals;
  struct Cut;

  static Ranked rank(const PairScores& pairs, bool same);
  Totals totalsOf(const Ranked& ranked, const ReplicateWeights& weights) const;
  Cut cutAt(double target, std::size_t lane, const Totals& impostors, std::uint64_t whole,
            const ReplicateWeights& weights) const;
  double tarOf(double target, std::size_t lane, TarRule rule, const Totals& genuine,
               const Totals& impostors, std::uint64_t whole, const ReplicateWeights& weights) const;

  Ranked genuine_, impostors_;
  std::vector<std::int64_t> unlisted_;
  std::uint32_t always_ = 0;
};

}  // namespace lafs
