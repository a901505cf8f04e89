// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace lafs {

/// Tells people on standard error how a job over many pictures gets on, a line every few seconds,
/// and the job when it was asked to stop. Safe from several threads.
class JobProgress {
 public:
  explicit JobProgress(std::string what) : what_(std::move(what)) {}
  /// False when the job is to stop.
  bool operator()(std::int64_t done, std::int64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;  ///< "pictures aligned"
  std::mutex mutex_;
  Clock::time_point started_ = Clock::now(), told_ = started_;
};

}  // namespace lafs
