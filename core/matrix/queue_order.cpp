// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/queue_order.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.h"

namespace lafs {

namespace {

using Names = std::vector<std::string>;
using Links = std::map<std::string, Names>;

Names namesOf(const std::vector<QueuedStage>& queue) {
  Names names;
  for (const QueuedStage& stage : queue) names.push_back(stage.run);
  return names;
}

std::size_t placeOf(const std::string& name, const Names& names) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Of each stage the ones of the queue that it reads, as they stand there.
Links inputsOf(const std::vector<QueuedStage>& queue) {
  Links links;
  for (const QueuedStage& input : queue) {
    for (const QueuedStage& stage : queue) {
      const bool reads =
          std::find(stage.inputs.begin(), stage.inputs.end(), input.run) != stage.inputs.end();
      if (reads) links[stage.run].push_back(input.run);
    }
  }
  return links;
}

/// Of each stage the ones that read it, the last one first.
Links readersOf(const std::vector<QueuedStage>& queue) {
  Links links;
  for (auto stage = queue.rbegin(); stage != queue.rend(); ++stage) {
    for (const std::string& input : stage->inputs) links[input].push_back(stage->run);
  }
  return links;
}

/// Puts names one behind another, each behind all that it is linked to.
class LinksFirst {
 public:
  explicit LinksFirst(const Links& links) : links_(links) {}

  Names of(const Names& order) {
    for (const std::string& name : order) put(name);
    return result_;
  }

 private:
  void put(const std::string& name) {
    if (!seen_.insert(name).second) return;
    const auto linked = links_.find(name);
    if (linked != links_.end()) {
      for (const std::string& other : linked->second) put(other);
    }
    result_.push_back(name);
  }

  const Links& links_;
  std::set<std::string> seen_;
  Names result_;
};

/// The place in `others` (the queue without the moved stage, which stood at `from`) to put it;
/// `bound` is what moves with it anyway.
std::size_t newPlace(QueueMove move, const Names& others, std::size_t from,
                     const std::set<std::string>& bound, const std::string& before) {
  switch (move) {
    case QueueMove::First:
      return 0;
    case QueueMove::Last:
      return others.size();
    case QueueMove::Before:
      return placeOf(before, others);
    case QueueMove::Earlier:
      for (std::size_t i = from; i > 0; --i) {
        if (bound.count(others[i - 1]) == 0) return i - 1;
      }
      return 0;
    case QueueMove::Later:
      for (std::size_t i = from; i < others.size(); ++i) {
        if (bound.count(others[i]) == 0) return i + 1;
      }
      return others.size();
  }
  return from;
}

}  // namespace

std::vector<std::string> movedInQueue(const std::vector<QueuedStage>& queue, const std::string& run,
                                      QueueMove move, const std::string& before) {
  Names names = namesOf(queue);
  const std::size_t from = placeOf(run, names);
  const std::size_t target = move == QueueMove::Before ? placeOf(before, names) : 0;
  require(from < names.size() && target < names.size(), "who is moved in a queue waits in it");
  if (move == QueueMove::Before && target == from) return names;
  const bool back = move == QueueMove::Later || move == QueueMove::Last ||
                    (move == QueueMove::Before && target > from);
  const Links links = back ? readersOf(queue) : inputsOf(queue);
  const Names bound = LinksFirst(links).of({run});
  names.erase(names.begin() + static_cast<std::ptrdiff_t>(from));
  const std::size_t place = newPlace(move, names, from, {bound.begin(), bound.end()}, before);
  names.insert(names.begin() + static_cast<std::ptrdiff_t>(place), run);
  if (!back) return LinksFirst(links).of(names);
  std::reverse(names.begin(), names.end());  // readers are put behind: the same from the other end
  names = LinksFirst(links).of(names);
  std::reverse(names.begin(), names.end());
  return names;
}

std::vector<std::string> rearranged(std::vector<std::string> order,
                                    const std::vector<std::string>& wanted) {
  std::set<std::string> fixed(order.begin(), order.end());
  Names moving;
  for (const std::string& name : wanted) {
    if (fixed.erase(name) > 0) moving.push_back(name);
  }
  auto next = moving.begin();
  for (std::string& name : order) {
    if (fixed.count(name) == 0) name = *next++;
  }
  return order;
}

}  // namespace lafs
