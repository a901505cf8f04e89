// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/tar_resampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/eval/distributions.h"

namespace lafs {

namespace {

constexpr std::size_t kLanes = ReplicateWeights::kLanes;
constexpr std::size_t kStride = 1024;  // pairs between two stored running totals

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

/// Running totals of weight before pair 0, kStride, 2·kStride …, and over all: [place][lane].
struct TarResampler::Totals {
  std::vector<std::uint64_t> before;
  std::uint64_t at(std::size_t place, std::size_t lane) const {
    return before[place * kLanes + lane];
  }
  std::uint64_t all(std::size_t lane) const { return before[before.size() - kLanes + lane]; }
  std::size_t places() const { return before.size() / kLanes; }
};

/// Where a target cuts the impostors: the group of equal scores that leads beyond it.
struct TarResampler::Cut {
  bool beyond = false;  ///< false: every impostor is accepted within the target
  double score = 0;
  std::uint64_t above = 0;      ///< weight of impostors with a better score
  std::uint64_t withGroup = 0;  ///< and of the group too
  double nextScore = 0;         ///< of the next impostor behind the group that counts
};

TarResampler::TarResampler(const PairScores& pairs)
    : unlisted_(pairs.unlistedImpostors), always_(static_cast<std::uint32_t>(pairs.units)) {
  checkPairScores(pairs);
  genuine_ = rank(pairs, true);
  impostors_ = rank(pairs, false);
}

TarResampler::Ranked TarResampler::rank(const PairScores& pairs, bool same) {
  struct Entry {
    double score;
    std::uint32_t first, second;
  };
  std::vector<Entry> entries;
  entries.reserve(std::count(pairs.same.begin(), pairs.same.end(), same));
  const auto always = static_cast<std::uint32_t>(pairs.units);
  for (std::size_t i = 0; i < pairs.score.size(); ++i) {
    if (pairs.same[i] != same) continue;
    const std::uint32_t a = pairs.first[i], b = pairs.second[i];
    entries.push_back({pairs.score[i], a, a == b ? always : b});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.score > b.score; });
  Ranked ranked;
  ranked.score.reserve(entries.size());
  ranked.first.reserve(entries.size());
  ranked.second.reserve(entries.size());
  for (const Entry& entry : entries) {
    ranked.score.push_back(entry.score);
    ranked.first.push_back(entry.first);
    ranked.second.push_back(entry.second);
  }
  return ranked;
}

TarResampler::Totals TarResampler::totalsOf(const Ranked& ranked,
                                            const ReplicateWeights& weights) const {
  Totals totals;
  totals.before.assign(((ranked.size() + kStride - 1) / kStride + 1) * kLanes, 0);
  std::uint64_t* out = totals.before.data();
  for (std::size_t begin = 0; begin < ranked.size(); begin += kStride) {
    const std::size_t end = std::min(begin + kStride, ranked.size());
    std::uint32_t sums[kLanes] = {};
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint16_t* __restrict a = weights.row(ranked.first[i]);
      const std::uint16_t* __restrict b = weights.row(ranked.second[i]);
      // Units are drawn a few times each, so that the product fits sixteen bits with ease.
      for (std::size_t l = 0; l < kLanes; ++l) sums[l] += static_cast<std::uint16_t>(a[l] * b[l]);
    }
    for (std::size_t l = 0; l < kLanes; ++l) out[kLanes + l] = out[l] + sums[l];
    out += kLanes;
  }
  return totals;
}

TarResampler::Cut TarResampler::cutAt(double target, std::size_t lane, const Totals& impostors,
                                      std::uint64_t whole, const ReplicateWeights& weights) const {
  const auto weight = [&](std::size_t i) {
    return static_cast<std::uint64_t>(weights.row(impostors_.first[i])[lane]) *
           weights.row(impostors_.second[i])[lane];
  };
  // Last place at which the target still holds, then pair by pair.
  std::size_t low = 0, high = impostors.places();
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (share(impostors.at(middle, lane), whole) <= target ? low : high) = middle;
  }
  std::uint64_t sum = impostors.at(low, lane);
  std::size_t i = low * kStride;
  while (i < impostors_.size() && share(sum + weight(i), whole) <= target) sum += weight(i++);
  Cut cut;
  if (i >= impostors_.size()) return cut;
  cut.beyond = true;
  cut.score = impostors_.score[i];
  std::size_t start = i;
  while (start > 0 && impostors_.score[start - 1] == cut.score) sum -= weight(--start);
  cut.above = sum;
  std::size_t end = start;
  while (end < impostors_.size() && impostors_.score[end] == cut.score) sum += weight(end++);
  cut.withGroup = sum;
  while (end < impostors_.size() && weight(end) == 0) ++end;
  cut.nextScore =
      end < impostors_.size() ? impostors_.score[end] : -std::numeric_limits<double>::infinity();
  return cut;
}

double TarResampler::tarOf(double target, std::size_t lane, TarRule rule, const Totals& genuine,
                           const Totals& impostors, std::uint64_t whole,
                           const ReplicateWeights& weights) const {
  const std::uint64_t all = genuine.all(lane);
  if (all == 0 || whole == 0) return std::numeric_limits<double>::quiet_NaN();
  const Cut cut = cutAt(target, lane, impostors, whole, weights);
  if (!cut.beyond) return 1;
  /// Share of the genuine pairs that score above `score`, or just as well.
  const auto accepted = [&](double score, bool orEqual) {
    const auto& scores = genuine_.score;
    const auto end = std::partition_point(scores.begin(), scores.end(), [&](double one) {
      return orEqual ? one >= score : one > score;
    });
    const auto count = static_cast<std::size_t>(end - scores.begin());
    std::uint64_t sum = genuine.at(count / kStride, lane);
    for (std::size_t i = count / kStride * kStride; i < count; ++i) {
      sum += static_cast<std::uint64_t>(weights.row(genuine_.first[i])[lane]) *
             weights.row(genuine_.second[i])[lane];
    }
    return share(sum, all);
  };
  const double farLow = share(cut.above, whole), farHigh = share(cut.withGroup, whole);
  switch (rule) {
    case TarRule::Floor:
      return accepted(cut.score, false);
    case TarRule::Nearest:
      return target - farLow < farHigh - target ? accepted(cut.score, false)
                                                : accepted(cut.nextScore, false);
    case TarRule::Interpolated: {
      const double tarLow = accepted(cut.score, false), tarHigh = accepted(cut.score, true);
      return tarLow + (tarHigh - tarLow) * (target - farLow) / (farHigh - farLow);
    }
  }
  return 0;
}

std::vector<double> TarResampler::tars(const ReplicateWeights& weights,
                                       const std::vector<double>& targets, TarRule rule) const {
  const Totals genuine = totalsOf(genuine_, weights);
  const Totals impostors = totalsOf(impostors_, weights);
  std::vector<double> result(targets.size() * kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::uint64_t whole = impostors.all(lane);
    for (std::size_t unit = 0; unit < unlisted_.size(); ++unit) {
      whole += static_cast<std::uint64_t>(unlisted_[unit]) *
               weights.row(static_cast<std::uint32_t>(unit))[lane];
    }
    for (std::size_t t = 0; t < targets.size(); ++t) {
      result[t * kLanes + lane] = tarOf(targets[t], lane, rule, genuine, impostors, whole, weights);
    }
  }
  return result;
}

double TarResampler::thresholdNoise(double target) const {
  constexpr int kRanks = 401;  // equally likely ranks of the threshold
  const auto two = std::count_if(impostors_.second.begin(), impostors_.second.end(),
                                 [always = always_](std::uint32_t unit) { return unit != always; });
  const auto whole = static_cast<double>(std::accumulate(
      unlisted_.begin(), unlisted_.end(), static_cast<std::int64_t>(impostors_.size())));
  const double rank = target * whole;
  double sum = 0, squares = 0;
  for (int i = 0; i < kRanks; ++i) {
    const double z = normalQuantile((i + 0.5) / kRanks);
    const double drawn = rank + std::sqrt(rank * (1 - target)) * z;
    const auto place = static_cast<std::size_t>(
        std::clamp(drawn, 0.0, static_cast<double>(impostors_.size() - 1)));
    const auto end =
        std::partition_point(genuine_.score.begin(), genuine_.score.end(),
                             [score = impostors_.score[place]](double one) { return one > score; });
    const double tar =
        static_cast<double>(end - genuine_.score.begin()) / static_cast<double>(genuine_.size());
    sum += tar;
    squares += tar * tar;
  }
  const double mean = sum / kRanks;
  return std::max(0.0, squares / kRanks - mean * mean) * static_cast<double>(two) / whole;
}

}  // namespace lafs
