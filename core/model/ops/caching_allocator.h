// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace lafs::ops {

/// Makes LibTorch's CPU tensors come from free lists of large blocks instead of being mapped and
/// unmapped at every step: page faults and clearing cost 10-20 % of a training step. Blocks of
/// 1 MiB and more are kept by size class on 2 MiB borders, on huge pages where the kernel allows
/// it; smaller ones go to malloc. Call once, before threads make tensors; further calls do nothing.
void installCachingAllocator();

/// Gives every block that is free back to the system.
void trimCachingAllocator();

struct AllocatorStatistics {
  std::size_t inUse = 0;   ///< bytes of large blocks that tensors hold
  std::size_t cached = 0;  ///< bytes of large blocks that wait for use
};
AllocatorStatistics allocatorStatistics();

}  // namespace lafs::ops
