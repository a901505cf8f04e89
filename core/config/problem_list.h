// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"

namespace lafs {

/// Problems of many cells that are mostly the same ones: each is kept once, with the cells in
/// which it was found.
class ProblemList {
 public:
  /// `cell` is empty for what is wrong with the experiment as a whole.
  void add(const Problem& problem, const std::string& cell);

  /// In the order in which someone goes through the files. A problem says in which cells it
  /// stands, unless it is so in all `cellCount` of them.
  std::vector<Problem> take(std::size_t cellCount) const;

 private:
  struct Found {
    Problem problem;
    std::vector<std::string> cells;
  };
  std::vector<Found> all_;
};

}  // namespace lafs
