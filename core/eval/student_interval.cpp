// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/student_interval.h"

#include <cmath>
#include <cstddef>

#include "core/base/error.h"
#include "core/eval/distributions.h"

namespace lafs {

namespace {

/// Difference over its standard error as a test. With no spread at all the interval is a point, and
/// p says whether that point is 0.
SeedDifference judged(double difference, double standardError, double degrees, double level) {
  SeedDifference result;
  result.difference = difference;
  result.degreesOfFreedom = degrees;
  if (standardError == 0) {
    result.interval = Interval{difference, difference, level};
    result.p = difference == 0 ? 1.0 : 0.0;
    return result;
  }
  const double half = studentQuantile(0.5 + level / 2, degrees) * standardError;
  result.interval = Interval{difference - half, difference + half, level};
  result.p = studentTwoSidedP(difference / standardError, degrees);
  return result;
}

/// Square of the standard error of a mean.
double meanVariance(const SeedMean& mean) {
  return mean.deviation * mean.deviation / static_cast<double>(mean.count);
}

}  // namespace

SeedMean seedMean(const std::vector<double>& values, double level) {
  require(!values.empty(), "a mean needs a value");
  require(level > 0 && level < 1, "a level lies between 0 and 1");
  SeedMean result;
  result.count = static_cast<std::int64_t>(values.size());
  const auto count = static_cast<double>(values.size());
  for (const double value : values) result.mean += value / count;
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / (count - 1));
  const double half =
      studentQuantile(0.5 + level / 2, count - 1) * result.deviation / std::sqrt(count);
  result.interval = Interval{result.mean - half, result.mean + half, level};
  return result;
}

SeedDifference pairedSeedDifference(const std::vector<double>& a, const std::vector<double>& b,
                                    double level) {
  require(a.size() == b.size(), "one partner for each value");
  std::vector<double> differences(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = b[i] - a[i];
  const SeedMean mean = seedMean(differences, level);
  if (mean.count < 2) return {mean.mean, 0, std::nullopt, std::nullopt};
  return judged(mean.mean, std::sqrt(meanVariance(mean)), static_cast<double>(mean.count - 1),
                level);
}

SeedDifference welchDifference(const std::vector<double>& a, const std::vector<double>& b,
                               double level) {
  const SeedMean first = seedMean(a, level), second = seedMean(b, level);
  const double difference = second.mean - first.mean;
  if (first.count < 2 || second.count < 2) return {difference, 0, std::nullopt, std::nullopt};
  const double u = meanVariance(first), v = meanVariance(second);
  if (u + v == 0) {
    return judged(difference, 0, static_cast<double>(first.count + second.count - 2), level);
  }
  // Welch-Satterthwaite.
  const double degrees = (u + v) * (u + v) /
                         (u * u / static_cast<double>(first.count - 1) +
                          v * v / static_cast<double>(second.count - 1));
  return judged(difference, std::sqrt(u + v), degrees, level);
}

}  // namespace lafs
