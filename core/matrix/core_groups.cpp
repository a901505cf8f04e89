// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/core_groups.h"

#include <sched.h>

#include <algorithm>

namespace lafs {

namespace {

constexpr int kMostCores = 4096;

/// A kernel's core mask that is wide enough for any machine.
class Mask {
 public:
  Mask() : set_(CPU_ALLOC(kMostCores)) { CPU_ZERO_S(bytes(), set_); }
  ~Mask() { CPU_FREE(set_); }
  Mask(const Mask&) = delete;
  Mask& operator=(const Mask&) = delete;
  std::size_t bytes() const { return CPU_ALLOC_SIZE(kMostCores); }
  cpu_set_t* get() { return set_; }

 private:
  cpu_set_t* set_;
};

void keepTo(const CoreSet& cores) {
  Mask mask;
  for (const int core : cores) CPU_SET_S(core, mask.bytes(), mask.get());
  if (!cores.empty()) ::sched_setaffinity(0, mask.bytes(), mask.get());
}

}  // namespace

CoreSet availableCores() {
  Mask mask;
  CoreSet cores;
  if (::sched_getaffinity(0, mask.bytes(), mask.get()) != 0) return cores;
  for (int core = 0; core < kMostCores; ++core) {
    if (CPU_ISSET_S(core, mask.bytes(), mask.get())) cores.push_back(core);
  }
  return cores;
}

std::vector<CoreSet> coreGroups(const CoreSet& cores, int slots) {
  std::vector<CoreSet> groups(static_cast<std::size_t>(std::max(0, slots)));
  if (cores.empty()) return groups;
  for (std::size_t slot = 0; slot < groups.size(); ++slot) {
    const std::size_t first = slot * cores.size() / groups.size();
    const std::size_t last = (slot + 1) * cores.size() / groups.size();
    for (std::size_t i = first; i < last; ++i) groups[slot].push_back(cores[i]);
    if (groups[slot].empty()) groups[slot].push_back(cores[slot % cores.size()]);
  }
  return groups;
}

CorePin::CorePin(const CoreSet& cores) {
  if (cores.empty()) return;
  before_ = availableCores();
  keepTo(cores);
}

CorePin::~CorePin() {
  keepTo(before_);
}

}  // namespace lafs
