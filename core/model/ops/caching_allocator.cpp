// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/caching_allocator.h"

#include <c10/core/Allocator.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>

namespace lafs::ops {

namespace {

constexpr std::size_t kMebibyte = std::size_t(1) << 20;
constexpr std::size_t kLarge = kMebibyte;  ///< smaller requests go to malloc
constexpr std::size_t kBorder = 2 * kMebibyte;
constexpr std::size_t kCacheLine = 64;

/// Rounds up to an eighth of the next lower power of two (at least the border), so that tensors of
/// nearly one size share blocks and little is wasted.
std::size_t sizeClass(std::size_t bytes) {
  std::size_t power = kBorder;
  while (power * 2 <= bytes) power *= 2;
  const std::size_t unit = power / 8 > kBorder ? power / 8 : kBorder;
  return (bytes + unit - 1) / unit * unit;
}

/// Free blocks by size, and by how long they have been free. Live and free blocks together stay
/// within the largest amount that was ever live: before a new block is mapped, those that have
/// waited longest are given back, so that the free lists never raise a program's peak.
class BlockPool {
 public:
  void* take(std::size_t bytes) {
    const std::size_t size = sizeClass(bytes);
    const std::lock_guard<std::mutex> lock(mutex_);
    void* block = reuse(size);
    if (!block) {
      makeRoom(size);
      block = fresh(size);
      if (!block) {
        dropAll();
        block = fresh(size);
      }
      if (!block) throw std::bad_alloc();
      used_[block] = size;
    }
    statistics_.inUse += used_[block];
    peak_ = std::max(peak_, statistics_.inUse);
    return block;
  }

  void give(void* block) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = used_.find(block);
    if (found == used_.end()) {
      std::free(block);
      return;
    }
    const std::size_t size = found->second;
    used_.erase(found);
    statistics_.inUse -= size;
    statistics_.cached += size;
    waiting_.push_back({block, size});
    free_.emplace(size, std::prev(waiting_.end()));
  }

  void trim() {
    const std::lock_guard<std::mutex> lock(mutex_);
    dropAll();
  }

  AllocatorStatistics statistics() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return statistics_;
  }

 private:
  struct Block {
    void* data;
    std::size_t size;
  };
  using Waiting = std::list<Block>;

  /// The smallest free block that holds `size` and is not much larger; null when there is none.
  void* reuse(std::size_t size) {
    const auto found = free_.lower_bound(size);
    if (found == free_.end() || found->first > size + size / 8) return nullptr;
    const Block block = *found->second;
    statistics_.cached -= block.size;
    waiting_.erase(found->second);
    free_.erase(found);
    used_[block.data] = block.size;
    return block.data;
  }

  void makeRoom(std::size_t size) {
    while (!waiting_.empty() && statistics_.inUse + statistics_.cached + size > peak_) dropOldest();
  }

  void dropOldest() {
    const auto oldest = waiting_.begin();
    auto [entry, end] = free_.equal_range(oldest->size);
    while (entry != end && entry->second != oldest) ++entry;
    free_.erase(entry);
    statistics_.cached -= oldest->size;
    std::free(oldest->data);
    waiting_.erase(oldest);
  }

  void dropAll() {
    while (!waiting_.empty()) dropOldest();
  }

  static void* fresh(std::size_t size) {
    void* block = nullptr;
    if (posix_memalign(&block, kBorder, size) != 0) return nullptr;
#ifdef MADV_HUGEPAGE
    madvise(block, size, MADV_HUGEPAGE);
#endif
    return block;
  }

  std::mutex mutex_;
  Waiting waiting_;
  std::multimap<std::size_t, Waiting::iterator> free_;
  std::unordered_map<void*, std::size_t> used_;
  AllocatorStatistics statistics_;
  std::size_t peak_ = 0;
};

/// Never destroyed: tensors in static storage outlive main.
BlockPool& pool() {
  static BlockPool* blocks = new BlockPool;
  return *blocks;
}

/// Large blocks begin on a border; what begins elsewhere came from malloc.
void release(void* block) {
  if (reinterpret_cast<std::uintptr_t>(block) % kBorder == 0) {
    pool().give(block);
  } else {
    std::free(block);
  }
}

/// LibTorch 1.13 declares allocate const, newer ones do not and add copy_data; each version
/// overrides what it finds, hence no `override` here.
class CachingAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) const { return make(bytes); }
  c10::DataPtr allocate(std::size_t bytes) { return make(bytes); }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, std::size_t bytes) const {
    std::memcpy(to, from, bytes);
  }

 private:
  static c10::DataPtr make(std::size_t bytes) {
    const c10::Device cpu(c10::DeviceType::CPU);
    void* block = nullptr;
    if (bytes >= kLarge) {
      block = pool().take(bytes);
    } else if (bytes > 0 && posix_memalign(&block, kCacheLine, bytes) != 0) {
      throw std::bad_alloc();
    }
    return {block, block, &release, cpu};
  }
};

}  // namespace

void installCachingAllocator() {
  static CachingAllocator* allocator = [] {
    auto* made = new CachingAllocator;
    constexpr std::uint8_t kPriority = 100;
    c10::SetAllocator(c10::DeviceType::CPU, made, kPriority);
    return made;
  }();
  (void)allocator;
}

void trimCachingAllocator() {
  pool().trim();
}

AllocatorStatistics allocatorStatistics() {
  return pool().statistics();
}

}  // namespace lafs::ops
