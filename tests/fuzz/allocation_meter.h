// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lafs::test {

/// Most bytes that this thread held from operator new at one time since the meter was made, beyond
/// what it held then. Linking allocation_meter.cpp replaces operator new for the whole program.
/// One meter at a time in a thread.
class AllocationMeter {
 public:
  AllocationMeter();
  std::int64_t peakBytes() const;

 private:
  std::int64_t before_;
};

}  // namespace lafs::test
