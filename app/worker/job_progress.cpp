// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/job_progress.h"

#include <cstdio>

#include "core/base/text.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

constexpr auto kPause = std::chrono::seconds(2);

}  // namespace

bool JobProgress::operator()(std::int64_t done, std::int64_t total) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto now = Clock::now();
  if (done > 0 && now - told_ >= kPause) {
    told_ = now;
    const std::chrono::duration<double> gone = now - started_;
    const double left =
        gone.count() * static_cast<double>(total - done) / static_cast<double>(done);
    std::fprintf(stderr, "%s of %s %s, %s left\n", withThousands(done).c_str(),
                 withThousands(total).c_str(), what_.c_str(), formatDuration(left).c_str());
    std::fflush(stderr);
  }
  return !stopRequested();
}

}  // namespace lafs
