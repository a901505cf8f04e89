// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/claim_evidence.h"

#include <cmath>
#include <set>
#include <utility>

#include "core/eval/student_interval.h"

namespace lafs {

namespace {

constexpr double kLevel = 0.05;  ///< of p after Holm, below which a direction counts as seen

/// Seeds that every comparison has.
std::set<std::int64_t> commonSeeds(const std::vector<PairedDifference>& differences) {
  std::set<std::int64_t> seeds;
  for (const auto& [seed, value] : differences.front().bySeed) seeds.insert(seed);
  for (const PairedDifference& difference : differences) {
    std::set<std::int64_t> both;
    for (const std::int64_t seed : seeds) {
      if (difference.bySeed.count(seed)) both.insert(seed);
    }
    seeds = std::move(both);
  }
  return seeds;
}

void combineOneSeed(const std::vector<PairedDifference>& differences, ClaimStep& step) {
  double effect = 0;
  double halfWidth = 0;
  bool all = true;
  for (const PairedDifference& difference : differences) {
    effect += difference.difference;
    all = all && difference.interval;
    if (all) halfWidth += (difference.interval->high - difference.interval->low) / 2;
  }
  const double count = static_cast<double>(differences.size());
  effect /= count;
  halfWidth /= count;
  step.effect = effect;
  if (!all) return;
  step.interval =
      ReportInterval{effect - halfWidth, effect + halfWidth, 0.95,
                     differences.size() == 1 ? differences.front().method
                                             : differences.front().method + ", widths averaged"};
  constexpr double kNormal95 = 1.959963984540054;
  if (halfWidth > 0) step.p = std::erfc(std::abs(effect) * kNormal95 / halfWidth / std::sqrt(2));
}

}  // namespace

bool agrees(const PaperClaim& claim, double difference) {
  switch (claim.kind) {
    case PaperClaim::Kind::Above:
      return difference > 0;
    case PaperClaim::Kind::NotAbove:
      return difference <= 0;
    case PaperClaim::Kind::Near:
    case PaperClaim::Kind::Chance:
      return std::abs(difference) <= claim.tolerance / 100;
  }
  return false;
}

void combineDifferences(const std::vector<PairedDifference>& differences, ClaimStep& step) {
  const std::set<std::int64_t> seeds = commonSeeds(differences);
  const double count = static_cast<double>(differences.size());
  step.seeds = seeds.size();
  if (seeds.size() >= 2) {
    std::vector<double> means;
    for (const std::int64_t seed : seeds) {
      double sum = 0;
      for (const PairedDifference& difference : differences) sum += difference.bySeed.at(seed);
      means.push_back(sum / count);
    }
    const SeedDifference found = pairedSeedDifference(std::vector<double>(means.size(), 0), means);
    step.effect = found.difference;
    step.p = found.p;
    if (found.interval) {
      step.interval =
          ReportInterval{found.interval->low, found.interval->high, found.interval->level,
                         "t over " + std::to_string(seeds.size()) + " seeds"};
    }
    return;
  }
  combineOneSeed(differences, step);
}

ClaimFinding judgeStep(const PaperClaim& claim, const ClaimStep& step) {
  if (!step.effect) return ClaimFinding::NotMeasured;
  const bool apart = step.adjusted && *step.adjusted < kLevel;
  switch (claim.kind) {
    case PaperClaim::Kind::Above:
      if (!apart) return ClaimFinding::Undecided;
      return *step.effect > 0 ? ClaimFinding::Seen : ClaimFinding::Opposite;
    case PaperClaim::Kind::NotAbove:
      if (apart) return *step.effect > 0 ? ClaimFinding::Opposite : ClaimFinding::Seen;
      return ClaimFinding::Undecided;
    case PaperClaim::Kind::Near:
    case PaperClaim::Kind::Chance:
      break;
  }
  if (!step.interval) return ClaimFinding::Undecided;
  const double limit = claim.tolerance / 100;
  if (step.interval->low >= -limit && step.interval->high <= limit) return ClaimFinding::Seen;
  const bool outside = step.interval->low > limit || step.interval->high < -limit;
  return outside ? ClaimFinding::Opposite : ClaimFinding::Undecided;
}

}  // namespace lafs
