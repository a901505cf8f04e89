// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace lafs {

struct BootstrapOptions {
  std::int64_t replicates = 1000;
  std::uint64_t seed = 1;  ///< the same seed gives the same interval, on any number of threads
  double level = 0.95;
};

/// How often each unit was drawn in a few replicates of a bootstrap, side by side so that one pass
/// over the pairs serves all of them. A pair within one unit counts as often as the unit; a pair of
/// two units as often as the product (the vertex bootstrap of Snijders and Borgatti, Connections
/// 22, 1999): both identities of an impostor pair are random, and all their pairs move together.
class ReplicateWeights {
 public:
  static constexpr std::size_t kLanes = 16;  ///< replicates in a block

  /// Block `block` of the bootstrap over `units` with that seed.
  ReplicateWeights(std::int64_t units, std::uint64_t seed, std::uint64_t block);

  /// Weights of a unit in each replicate. Row `units` is a unit that always counts once.
  const std::uint16_t* row(std::uint32_t unit) const { return counts_.data() + unit * kLanes; }
  std::uint32_t always() const { return units_; }

 private:
  std::uint32_t units_;
  std::vector<std::uint16_t> counts_;  ///< [units + 1][kLanes]
};

/// Calls `work(block, lanes)` for every block of the options' replicates, on all cores and in no
/// order; `lanes` is how many of the block's replicates count (the last may be cut). `work` must
/// write to places of its own.
void forEachBlock(const BootstrapOptions& options,
                  const std::function<void(std::uint64_t block, std::size_t lanes)>& work);

/// Value below which the share `probability` of `sorted` lies, between neighbours by their distance
/// (numpy's default). Not empty.
double sortedQuantile(const std::vector<double>& sorted, double probability);

}  // namespace lafs
