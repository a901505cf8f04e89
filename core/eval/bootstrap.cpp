// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"
#include "core/eval/distributions.h"
#include "core/eval/tar_resampler.h"

namespace lafs {

namespace {

constexpr std::size_t kLanes = ReplicateWeights::kLanes;
constexpr double kExcess = 2;  // times that the noise of a pair of two units is counted too often
// Of the threshold's noise only one of them is taken off: with ten impostors above it the variance
// is itself uncertain, and taking both off leaves intervals short (measured by
// test_interval_coverage).
constexpr double kThresholdExcess = 1;

using Values = std::vector<double>;

/// TAR of every replicate: [target][replicate].
std::vector<Values> replicatedTars(const TarResampler& resampler, std::int64_t units,
                                   const std::vector<double>& targets, TarRule rule,
                                   const BootstrapOptions& options) {
  std::vector<Values> values(targets.size(), Values(options.replicates));
  forEachBlock(options, [&](std::uint64_t block, std::size_t lanes) {
    const ReplicateWeights weights(units, options.seed, block);
    const Values tars = resampler.tars(weights, targets, rule);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      for (std::size_t l = 0; l < lanes; ++l) values[t][block * kLanes + l] = tars[t * kLanes + l];
    }
  });
  return values;
}

/// Variance of the values that are numbers: a replicate without one of the two kinds of pairs has
/// none.
double varianceOf(const Values& values) {
  double count = 0, sum = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    count += 1;
    sum += value;
  }
  if (count < 2) return 0;
  double squares = 0;
  for (const double value : values) {
    if (std::isfinite(value)) squares += (value - sum / count) * (value - sum / count);
  }
  return squares / (count - 1);
}

double corrected(double variance, double excess) {
  return std::max(variance - excess, variance / (1 + kExcess));
}

double quantileFor(std::int64_t units, double level) {
  return units > 1 ? studentQuantile(0.5 + level / 2, static_cast<double>(units - 1))
                   : normalQuantile(0.5 + level / 2);
}

/// Wilson's interval of a share with that variance over `pairs` pairs of `units` units. Without any
/// spread the units are all there is to go by.
Interval shareInterval(double share, double variance, std::int64_t pairs, std::int64_t units,
                       double level) {
  const bool spread = variance > 0 && share > 0 && share < 1;
  const double count = spread ? std::min(share * (1 - share) / variance, static_cast<double>(pairs))
                              : static_cast<double>(std::min(pairs, units));
  const double z = quantileFor(units, level);
  const double scale = 1 + z * z / count;
  const double centre = (share + z * z / (2 * count)) / scale;
  const double half =
      z / scale * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half), level};
}

void judge(RunDifference& difference, double variance, std::int64_t units, double level) {
  const double d = difference.difference(), error = std::sqrt(variance);
  const double half = quantileFor(units, level) * error;
  difference.interval = Interval{d - half, d + half, level};
  if (error == 0) {
    difference.p = d == 0 ? 1.0 : 0.0;
  } else {
    difference.p =
        studentTwoSidedP(d / error, static_cast<double>(std::max<std::int64_t>(1, units - 1)));
  }
}

/// Units that genuine pairs have, and the variance that their mean would have if each pair were
/// drawn alone, of those that join two units.
struct GenuineUnits {
  std::int64_t pairs = 0, twoUnits = 0, units = 0;
};

GenuineUnits genuineUnits(const PairScores& pairs) {
  GenuineUnits result;
  std::vector<bool> seen(static_cast<std::size_t>(pairs.units) + 1, false);
  for (std::size_t i = 0; i < pairs.score.size(); ++i) {
    if (!pairs.same[i]) continue;
    result.pairs += 1;
    result.twoUnits += pairs.first[i] != pairs.second[i];
    seen[pairs.first[i]] = seen[pairs.second[i]] = true;
  }
  result.units = std::count(seen.begin(), seen.end(), true);
  return result;
}

double noiseOfShare(double share, std::int64_t part, std::int64_t whole) {
  const auto count = static_cast<double>(whole);
  return share * (1 - share) * static_cast<double>(part) / (count * count);
}

void checkSamePairs(const PairScores& a, const PairScores& b) {
  if (a.units == b.units && a.same == b.same && a.first == b.first && a.second == b.second &&
      a.unlistedImpostors == b.unlistedImpostors) {
    return;
  }
  throw UserError("pairs",
                  "the two runs did not judge the same pairs (" + std::to_string(a.pairs()) +
                      " and " + std::to_string(b.pairs()) + ")",
                  "compare evaluations of one protocol over the same data");
}

/// Weighted mean of `values` in every replicate.
Values replicatedMeans(const Values& values, const std::vector<std::uint32_t>& first,
                       const std::vector<std::uint32_t>& second, std::int64_t units,
                       const BootstrapOptions& options) {
  Values means(options.replicates);
  forEachBlock(options, [&](std::uint64_t block, std::size_t lanes) {
    const ReplicateWeights weights(units, options.seed, block);
    double sums[kLanes] = {}, totals[kLanes] = {};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint16_t* a = weights.row(first[i]);
      const std::uint16_t* b = weights.row(first[i] == second[i] ? weights.always() : second[i]);
      for (std::size_t l = 0; l < kLanes; ++l) {
        const double weight = static_cast<double>(a[l]) * b[l];
        totals[l] += weight;
        sums[l] += weight * values[i];
      }
    }
    for (std::size_t l = 0; l < lanes; ++l) means[block * kLanes + l] = sums[l] / totals[l];
  });
  return means;
}

/// Mean of values over pairs with its corrected variance.
struct MeanSpread {
  double mean = 0, variance = 0;
};

MeanSpread meanSpread(const Values& values, const std::vector<std::uint32_t>& first,
                      const std::vector<std::uint32_t>& second, std::int64_t units,
                      const BootstrapOptions& options) {
  require(!values.empty(), "a share needs pairs");
  require(values.size() == first.size() && values.size() == second.size(),
          "two units for each pair");
  MeanSpread result;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) result.mean += value / count;
  double noise = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (first[i] == second[i]) continue;
    noise += (values[i] - result.mean) * (values[i] - result.mean) / (count * count);
  }
  result.variance = corrected(varianceOf(replicatedMeans(values, first, second, units, options)),
                              kExcess * noise);
  return result;
}

}  // namespace

std::vector<TarEstimate> tarEstimates(const PairScores& pairs, const Roc& roc,
                                      const std::vector<double>& targets, TarRule rule,
                                      const BootstrapOptions& options) {
  const TarResampler resampler(pairs);
  const std::vector<Values> tars = replicatedTars(resampler, pairs.units, targets, rule, options);
  const GenuineUnits genuine = genuineUnits(pairs);
  std::vector<TarEstimate> estimates(targets.size());
  for (std::size_t t = 0; t < targets.size(); ++t) {
    TarEstimate& estimate = estimates[t];
    estimate.point = tarAtFar(roc, targets[t], rule);
    if (estimate.point.belowFloor) continue;
    const double tar = estimate.point.tar;
    const double noise =
        noiseOfShare(tar, genuine.twoUnits, genuine.pairs) + resampler.thresholdNoise(targets[t]);
    estimate.interval = shareInterval(tar, corrected(varianceOf(tars[t]), noise), genuine.pairs,
                                      genuine.units, options.level);
  }
  return estimates;
}

std::vector<RunDifference> tarDifferences(const PairScores& a, const PairScores& b,
                                          const std::vector<double>& targets, TarRule rule,
                                          const BootstrapOptions& options) {
  checkSamePairs(a, b);
  const Roc rocA = rocCurve(a), rocB = rocCurve(b);
  const auto tarsA = replicatedTars(TarResampler(a), a.units, targets, rule, options);
  const auto tarsB = replicatedTars(TarResampler(b), b.units, targets, rule, options);
  const std::int64_t units = genuineUnits(a).units;
  std::vector<RunDifference> differences(targets.size());
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const TarAtFar pointA = tarAtFar(rocA, targets[t], rule);
    RunDifference& difference = differences[t];
    difference.a = pointA.tar;
    difference.b = tarAtFar(rocB, targets[t], rule).tar;
    if (pointA.belowFloor) continue;
    Values changes(tarsA[t].size());
    for (std::size_t r = 0; r < changes.size(); ++r) changes[r] = tarsB[t][r] - tarsA[t][r];
    judge(difference, varianceOf(changes), units, options.level);
  }
  return differences;
}

ShareEstimate shareEstimate(const std::vector<bool>& right, const std::vector<std::uint32_t>& first,
                            const std::vector<std::uint32_t>& second, std::int64_t units,
                            const BootstrapOptions& options) {
  const MeanSpread spread =
      meanSpread(Values(right.begin(), right.end()), first, second, units, options);
  return {spread.mean,
          shareInterval(spread.mean, spread.variance, static_cast<std::int64_t>(right.size()),
                        units, options.level)};
}

RunDifference shareDifference(const std::vector<bool>& rightA, const std::vector<bool>& rightB,
                              const std::vector<std::uint32_t>& first,
                              const std::vector<std::uint32_t>& second, std::int64_t units,
                              const BootstrapOptions& options) {
  require(rightA.size() == rightB.size(), "both runs judged the same pairs");
  Values changes(rightA.size());
  RunDifference difference;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    changes[i] = static_cast<double>(rightB[i]) - static_cast<double>(rightA[i]);
    difference.a += rightA[i];
    difference.b += rightB[i];
  }
  difference.a /= static_cast<double>(changes.size());
  difference.b /= static_cast<double>(changes.size());
  judge(difference, meanSpread(changes, first, second, units, options).variance, units,
        options.level);
  return difference;
}

}  // namespace lafs
