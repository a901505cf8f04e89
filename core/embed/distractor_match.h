// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace lafs {

/// The next distractors [n, D] float32, n at least 1; an undefined tensor at the end.
using DistractorChunks = std::function<at::Tensor()>;

/// An impostor pair: a probe and a distractor.
struct DistractorHit {
  float score = 0;
  std::uint32_t probe = 0;
  std::uint32_t distractor = 0;  ///< running number over all chunks
};

/// What a set of probes meets among the distractors.
struct DistractorMatch {
  std::int64_t distractors = 0;
  std::vector<float> best;  ///< of each probe: its highest score; -infinity without distractors
  /// The highest scores over all probe-distractor pairs, best first; at most `kept`.
  std::vector<DistractorHit> hardest;
};

/// Matches `probes` [P, D] float32 with every distractor. The score of two features is
/// 1 - d² / 2 with d their Euclidean distance: the inner product where both have length 1, and far
/// below every other score where an extra dimension marks a noisy distractor (MegaFace's
/// development kit as InsightFace feeds it). Matrix products of blocks whose scores stay in the
/// cache; of the scores only each probe's best and the `kept` hardest pairs are held. UserError
/// when a feature is not finite or a chunk has another width.
DistractorMatch matchDistractors(const at::Tensor& probes, const DistractorChunks& next,
                                 std::int64_t kept);

}  // namespace lafs
