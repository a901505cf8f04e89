// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/eval/interval.h"
#include "core/eval/pair_scores.h"
#include "core/eval/resampling.h"
#include "core/eval/roc.h"

namespace lafs {

/// How the intervals here are made. The spread of the replicates gives the variance of the value.
/// Drawing both units of a pair counts the noise of the single pair three times instead of once
/// (Owen, Annals of Applied Statistics 1, 2007), which would widen intervals where identities meet
/// few others (LFW) or few impostors pass (a low FAR). The two that are too many are taken off
/// again (of the threshold's noise one of them, for it is small counts that speak there), down to
/// no less than a third. A share then gets Wilson's interval with that variance (never outside 0 …
/// 1, and not a point at 0 or 1), a difference Student's.

/// TAR@FAR with the interval that a bootstrap over the pairs' units gives it. None for a target
/// below the floor of the impostor count.
struct TarEstimate {
  TarAtFar point;
  std::optional<Interval> interval;
};

/// One estimate a target, read off `roc` (the curve of `pairs`, unlisted impostors included) by
/// `rule`. Every replicate finds its own threshold.
std::vector<TarEstimate> tarEstimates(const PairScores& pairs, const Roc& roc,
                                      const std::vector<double>& targets, TarRule rule,
                                      const BootstrapOptions& options = {});

/// Difference of two runs on the same pairs.
struct RunDifference {
  double a = 0, b = 0;  ///< each run's value
  double difference() const { return b - a; }
  std::optional<Interval> interval;  ///< of the difference; none below the floor
  std::optional<double> p;           ///< two-sided, of no difference at all; likewise
};

/// TAR@FAR of run B minus that of run A: both see the same replicates, so that what a hard identity
/// does to both of them cancels. On the safe side: the impostors' part of the variance is not
/// lowered, because it is not known how much of it the runs share. The pairs of `a` and `b` must be
/// the same in the same order; only their scores differ.
std::vector<RunDifference> tarDifferences(const PairScores& a, const PairScores& b,
                                          const std::vector<double>& targets, TarRule rule,
                                          const BootstrapOptions& options = {});

/// Share of pairs that are judged right (accuracy, a hit rate), with its bootstrap interval. Units
/// as in PairScores.
struct ShareEstimate {
  double value = 0;
  Interval interval;
};
ShareEstimate shareEstimate(const std::vector<bool>& right, const std::vector<std::uint32_t>& first,
                            const std::vector<std::uint32_t>& second, std::int64_t units,
                            const BootstrapOptions& options = {});

/// Share of run B minus that of run A.
RunDifference shareDifference(const std::vector<bool>& rightA, const std::vector<bool>& rightB,
                              const std::vector<std::uint32_t>& first,
                              const std::vector<std::uint32_t>& second, std::int64_t units,
                              const BootstrapOptions& options = {});

}  // namespace lafs
