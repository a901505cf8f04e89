// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lafs {

/// The distributions that tests and intervals need. Every argument must be in its range
/// (probabilities strictly between 0 and 1 for quantiles, degrees of freedom > 0).
double normalQuantile(double probability);
double studentQuantile(double probability, double degreesOfFreedom);
/// Probability of a Student t at least as far from 0 as `t`, on both sides.
double studentTwoSidedP(double t, double degreesOfFreedom);
/// Probability of at most `successes` among `trials` > 0.
double binomialCdf(std::int64_t successes, std::int64_t trials, double probability);

}  // namespace lafs
