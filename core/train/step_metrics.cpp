// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/step_metrics.h"

#include <algorithm>
#include <cmath>

namespace lafs {

namespace {

constexpr double kRateSeconds = 30;  // an older step weighs less by e after this time
constexpr const char* kPhaseNames[] = {"seconds_data", "seconds_forward", "seconds_backward",
                                       "seconds_optimizer"};

double secondsBetween(StepMetrics::Clock::time_point from, StepMetrics::Clock::time_point to) {
  return std::max(1e-9, std::chrono::duration<double>(to - from).count());
}

}  // namespace

void StepMetrics::add(const std::string& name, double value) {
  Mean& mean = values_[name];
  mean.sum += value;
  ++mean.count;
}

void StepMetrics::add(const std::map<std::string, double>& values) {
  for (const auto& [name, value] : values) add(name, value);
}

void StepMetrics::stepDone(std::int64_t images) {
  const Clock::time_point now = Clock::now();
  const double seconds = secondsBetween(stepStart_, now);
  const double rate = static_cast<double>(images) / seconds;
  const double kept = std::exp(-seconds / kRateSeconds);
  recentRate_ = recentRate_ > 0 ? kept * recentRate_ + (1 - kept) * rate : rate;
  stepStart_ = now;
  images_ += images;
  ++steps_;
}

std::map<std::string, double> StepMetrics::taken() {
  std::map<std::string, double> result;
  for (const auto& [name, mean] : values_)
    result[name] = mean.sum / static_cast<double>(mean.count);
  const Clock::time_point now = Clock::now();
  result["images_per_second"] = static_cast<double>(images_) / secondsBetween(windowStart_, now);
  for (std::size_t i = 0; i < phases_.size(); ++i) {
    result[kPhaseNames[i]] = phases_[i] / static_cast<double>(std::max<std::int64_t>(1, steps_));
  }
  values_.clear();
  phases_ = {};
  images_ = steps_ = 0;
  windowStart_ = now;
  return result;
}

}  // namespace lafs
