// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/log_ticker.h"

#include <cmath>

namespace lafs {

namespace {

constexpr double kFewDecades = 100;  // quotient of the range's ends
constexpr double kSmallestPlain = 1e-3;
constexpr double kLargestPlain = 1e5;
constexpr int kPlainDigits = 4;

bool isPowerOfTen(double value) {
  const double power = std::log10(value);
  return std::abs(power - std::round(power)) < 1e-9;
}

}  // namespace

QVector<double> LogTicker::createTickVector(double tickStep, const QCPRange& range) {
  plain_ = range.lower > 0 && range.upper / range.lower < kFewDecades;
  return QCPAxisTickerLog::createTickVector(tickStep, range);
}

QString LogTicker::getTickLabel(double tick, const QLocale& locale, QChar formatChar,
                                int precision) {
  if (plain_ && tick >= kSmallestPlain && tick < kLargestPlain) {
    return locale.toString(tick, 'g', kPlainDigits);
  }
  // A digit behind the point for what is no power of ten: 1.5 is not 2.
  const int digits = isPowerOfTen(tick) ? precision : precision + 1;
  return QCPAxisTickerLog::getTickLabel(tick, locale, formatChar, digits);
}

}  // namespace lafs
