// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace lafs {

/// A stage that waits for its turn, by the name of its run, and the runs that it reads.
struct QueuedStage {
  std::string run;
  std::vector<std::string> inputs;
};

/// Where a stage is to go among those that wait.
enum class QueueMove {
  Earlier,  ///< before the next one in front that it does not read
  Later,    ///< behind the next one that does not read it
  First,
  Last,
  Before  ///< in front of another one
};

/// The names of the queue after `run` was moved; `before` is for QueueMove::Before. What it reads
/// comes along when it moves forward, and what reads it when it moves back, so that inputs always
/// stand before their readers. Both names must be in the queue.
std::vector<std::string> movedInQueue(const std::vector<QueuedStage>& queue, const std::string& run,
                                      QueueMove move, const std::string& before = {});

/// `order` with the elements that `wanted` has in the order of `wanted`, on the places that they
/// have among them; the others keep theirs.
std::vector<std::string> rearranged(std::vector<std::string> order,
                                    const std::vector<std::string>& wanted);

}  // namespace lafs
