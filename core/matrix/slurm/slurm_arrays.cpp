// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_arrays.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/base/text.h"

namespace lafs {

namespace {

/// Depth of each node among those that are submitted together.
std::map<std::size_t, std::size_t> depths(const StageGraph& graph,
                                          const std::vector<std::size_t>& nodes) {
  std::map<std::size_t, std::size_t> depth;
  for (const std::size_t node : nodes) {  // inputs come first: dependencies are earlier nodes
    std::size_t deepest = 0;
    for (const std::size_t input : graph.nodes[node].dependencies) {
      const auto found = depth.find(input);
      if (found != depth.end()) deepest = std::max(deepest, found->second + 1);
    }
    depth[node] = deepest;
  }
  return depth;
}

/// Fills in what the array waits for. `home`: the array of each node.
void addDependencies(const StageGraph& graph, const std::map<std::size_t, std::size_t>& home,
                     const std::map<std::size_t, std::string>& queued, SlurmArray& array) {
  std::set<std::size_t> arrays;
  std::set<std::string> tasks;
  for (const std::size_t node : array.nodes) {
    for (const std::size_t input : graph.nodes[node].dependencies) {
      const auto sibling = home.find(input);
      const auto task = queued.find(input);
      if (sibling != home.end()) {
        arrays.insert(sibling->second);
      } else if (task != queued.end()) {
        tasks.insert(task->second);
      }
    }
  }
  array.after.assign(arrays.begin(), arrays.end());
  array.afterTasks.assign(tasks.begin(), tasks.end());
}

}  // namespace

std::vector<SlurmArray> slurmArrays(const StageGraph& graph, const std::vector<std::size_t>& nodes,
                                    const std::map<std::size_t, std::string>& queued,
                                    std::size_t mostTasks) {
  using Group = std::tuple<std::size_t, StageKind, std::int64_t>;  // depth, kind, threads
  std::map<Group, std::vector<std::size_t>> groups;
  const auto depth = depths(graph, nodes);
  for (const std::size_t node : nodes) {
    const StageNode& stage = graph.nodes[node];
    groups[{depth.at(node), stage.stage, stage.spec.runtime.threads}].push_back(node);
  }
  std::vector<SlurmArray> arrays;
  std::map<std::size_t, std::size_t> home;
  for (const auto& [group, members] : groups) {
    for (std::size_t first = 0; first < members.size(); first += mostTasks) {
      const std::size_t last = std::min(members.size(), first + mostTasks);
      SlurmArray array;
      array.stage = std::get<1>(group);
      array.threads = std::get<2>(group);
      for (std::size_t i = first; i < last; ++i) {
        array.nodes.push_back(members[i]);
        home[members[i]] = arrays.size();
      }
      addDependencies(graph, home, queued, array);
      arrays.push_back(std::move(array));
    }
  }
  return arrays;
}

std::string dependencyOf(const SlurmArray& array, const std::vector<std::string>& jobs) {
  std::vector<std::string> words;
  for (const std::size_t earlier : array.after) words.push_back(jobs.at(earlier));
  words.insert(words.end(), array.afterTasks.begin(), array.afterTasks.end());
  return words.empty() ? std::string() : "afterany:" + join(words, ":");
}

}  // namespace lafs
