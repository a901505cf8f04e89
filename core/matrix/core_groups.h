// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lafs {

/// CPU cores by number.
using CoreSet = std::vector<int>;

/// Cores that this process may use, ascending.
CoreSet availableCores();

/// Cores of each of `slots` workers: neighbouring ones, as evenly as they go, no core in two
/// groups; with more slots than cores each slot has one core, in turn.
std::vector<CoreSet> coreGroups(const CoreSet& cores, int slots);

/// Keeps the calling thread, and what it starts, to some cores for as long as the object lives. An
/// empty set changes nothing; cores that are gone by now are passed over.
class CorePin {
 public:
  explicit CorePin(const CoreSet& cores);
  ~CorePin();
  CorePin(const CorePin&) = delete;
  CorePin& operator=(const CorePin&) = delete;

 private:
  CoreSet before_;
};

}  // namespace lafs
