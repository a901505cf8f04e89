// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <utility>

namespace lafs {

/// The last few values by key; the one that was not asked for the longest makes room. One thread.
template <class Value>
class RecentValues {
 public:
  explicit RecentValues(std::size_t most) : most_(most) {}

  /// The value of `key`; `make` is called when it is not among the recent ones.
  template <class Make>
  Value& get(const std::string& key, const Make& make) {
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (entry->first != key) continue;
      entries_.splice(entries_.begin(), entries_, entry);
      return entries_.front().second;
    }
    entries_.emplace_front(key, make());
    if (entries_.size() > most_) entries_.pop_back();
    return entries_.front().second;
  }

 private:
  std::size_t most_;
  std::list<std::pair<std::string, Value>> entries_;
};

}  // namespace lafs
