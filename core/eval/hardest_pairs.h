// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lafs {

/// The errors of an evaluation at any threshold, ready to be looked at: pairs are ordered once,
/// then a threshold only cuts two lists. Accepted is a pair whose score is at least the threshold.
class HardestPairs {
 public:
  /// `score` and `same` as in a ScoreFile. At most `impostorsKept` impostor pairs are kept, the
  /// best scoring ones; all genuine pairs are.
  HardestPairs(const std::vector<double>& score, const std::vector<bool>& same,
               std::size_t impostorsKept = 1'000'000);

  /// Genuine pairs that are refused at `threshold`, lowest score first: places in `score`.
  std::vector<std::uint32_t> falseRejects(double threshold, std::size_t most) const;
  /// Impostor pairs that are accepted, highest score first.
  std::vector<std::uint32_t> falseAccepts(double threshold, std::size_t most) const;
  std::int64_t falseRejectCount(double threshold) const;
  /// Of those kept.
  std::int64_t falseAcceptCount(double threshold) const;

 private:
  struct Placed {
    double score;
    std::uint32_t place;
  };
  std::vector<Placed> genuine_;    ///< ascending
  std::vector<Placed> impostors_;  ///< descending
};

}  // namespace lafs
