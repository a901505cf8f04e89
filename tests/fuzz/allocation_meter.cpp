// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/allocation_meter.h"

#include <malloc.h>

#include <cstdlib>
#include <new>

namespace {

thread_local std::int64_t live = 0, peak = 0;

void* take(std::size_t bytes) {
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (!memory) throw std::bad_alloc();
  live += static_cast<std::int64_t>(::malloc_usable_size(memory));
  if (live > peak) peak = live;
  return memory;
}

void give(void* memory) {
  if (memory) live -= static_cast<std::int64_t>(::malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t bytes) {
  return take(bytes);
}

void* operator new[](std::size_t bytes) {
  return take(bytes);
}

void operator delete(void* memory) noexcept {
  give(memory);
}

void operator delete[](void* memory) noexcept {
  give(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  give(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
  give(memory);
}

namespace lafs::test {

AllocationMeter::AllocationMeter() : before_(live) {
  peak = live;
}

std::int64_t AllocationMeter::peakBytes() const {
  return peak - before_;
}

}  // namespace lafs::test
