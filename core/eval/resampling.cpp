// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/resampling.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "core/base/error.h"
#include "core/base/random_stream.h"

namespace lafs {

namespace {

constexpr std::uint64_t kPurpose = 0x626F6F74;  // "boot"
constexpr std::int64_t kMostUnits = 4'000'000'000;

}  // namespace

ReplicateWeights::ReplicateWeights(std::int64_t units, std::uint64_t seed, std::uint64_t block)
    : units_(static_cast<std::uint32_t>(units)), counts_((units + 1) * kLanes, 0) {
  require(units > 0 && units < kMostUnits, "a bootstrap needs units");
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    RandomStream random({kPurpose, seed, block * kLanes + lane});
    for (std::int64_t draw = 0; draw < units; ++draw) {
      counts_[static_cast<std::size_t>(random.below(units)) * kLanes + lane] += 1;
    }
    counts_[static_cast<std::size_t>(units) * kLanes + lane] = 1;
  }
}

void forEachBlock(const BootstrapOptions& options,
                  const std::function<void(std::uint64_t, std::size_t)>& work) {
  require(options.replicates > 0, "a bootstrap needs replicates");
  const auto replicates = static_cast<std::uint64_t>(options.replicates);
  const std::uint64_t blocks =
      (replicates + ReplicateWeights::kLanes - 1) / ReplicateWeights::kLanes;
  std::atomic<std::uint64_t> next{0};
  const auto takeBlocks = [&] {
    for (std::uint64_t block = next++; block < blocks; block = next++) {
      work(block, std::min<std::uint64_t>(ReplicateWeights::kLanes,
                                          replicates - block * ReplicateWeights::kLanes));
    }
  };
  std::vector<std::thread> others;
  const std::uint64_t threads =
      std::min<std::uint64_t>(std::max(1u, std::thread::hardware_concurrency()), blocks);
  for (std::uint64_t i = 1; i < threads; ++i) others.emplace_back(takeBlocks);
  takeBlocks();
  for (std::thread& thread : others) thread.join();
}

double sortedQuantile(const std::vector<double>& sorted, double probability) {
  require(!sorted.empty(), "a quantile needs values");
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

}  // namespace lafs
