// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace lafs {

int usableCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

bool forEachIndex(std::int64_t count, int threads,
                  const std::function<void(int thread, std::int64_t index)>& work,
                  const std::function<bool()>& goOn) {
  const std::int64_t wanted = threads > 0 ? threads : usableCores();
  const int used =
      static_cast<int>(std::clamp<std::int64_t>(wanted, 1, std::max<std::int64_t>(1, count)));
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> ended{false}, stopped{false};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto run = [&](int thread) {
    while (!ended) {
      if (goOn && !goOn()) {
        stopped = ended = true;
        return;
      }
      const std::int64_t index = next++;
      if (index >= count) return;
      try {
        work(thread, index);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex);
        if (!failure) failure = std::current_exception();
        ended = true;
      }
    }
  };
  std::vector<std::thread> others;
  for (int thread = 1; thread < used; ++thread) others.emplace_back(run, thread);
  run(0);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
  return !stopped;
}

}  // namespace lafs
