// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace lafs {

/// Where the time of a step goes.
enum class StepPhase { Data, Forward, Backward, Optimizer };

/// Values and times of the steps since the last line of metrics, averaged. One thread.
class StepMetrics {
 public:
  using Clock = std::chrono::steady_clock;

  /// Adds up the time until it is destroyed.
  class Timer {
   public:
    Timer(StepMetrics& metrics, StepPhase phase)
        : seconds_(metrics.phases_[static_cast<std::size_t>(phase)]), start_(Clock::now()) {}
    ~Timer() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

   private:
    double& seconds_;
    Clock::time_point start_;
  };

  /// One value of one step or micro-batch; taken() averages the values of a name.
  void add(const std::string& name, double value);
  void add(const std::map<std::string, double>& values);
  /// A step over `images` images is done.
  void stepDone(std::int64_t images);

  /// Averages since the last call, with images_per_second and seconds_<phase> per step; starts
  /// anew.
  std::map<std::string, double> taken();

  /// Images a second over about the last minute, for a progress bar; 0 before the first step.
  double recentRate() const { return recentRate_; }

 private:
  struct Mean {
    double sum = 0;
    std::int64_t count = 0;
  };
  std::map<std::string, Mean> values_;
  std::array<double, 4> phases_{};
  std::int64_t images_ = 0;
  std::int64_t steps_ = 0;
  Clock::time_point windowStart_ = Clock::now();
  Clock::time_point stepStart_ = Clock::now();
  double recentRate_ = 0;
};

}  // namespace lafs
