// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/distributions.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace lafs {

double normalQuantile(double probability) {
  return boost::math::quantile(boost::math::normal(), probability);
}

double studentQuantile(double probability, double degreesOfFreedom) {
  return boost::math::quantile(boost::math::students_t(degreesOfFreedom), probability);
}

double studentTwoSidedP(double t, double degreesOfFreedom) {
  const boost::math::students_t student(degreesOfFreedom);
  return 2 * boost::math::cdf(boost::math::complement(student, std::abs(t)));
}

double binomialCdf(std::int64_t successes, std::int64_t trials, double probability) {
  const boost::math::binomial binomial(static_cast<double>(trials), probability);
  return boost::math::cdf(binomial, static_cast<double>(successes));
}

}  // namespace lafs
