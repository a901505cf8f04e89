// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/local_runner.h"

#include <utility>

#include "core/base/atomic_file.h"
#include "core/matrix/worker_exit.h"
#include "core/matrix/worker_job.h"
#include "core/run/control_requests.h"
#include "core/run/run_reader.h"

namespace lafs {

LocalRunner::LocalRunner(const StageGraph& graph, const ExecutorOptions& options,
                         const ExecutorEvents&)
    : graph_(graph), options_(options), runs_(options.runsFolder) {
  for (int slot = 0; slot < options.slots; ++slot) freeSlots_.insert(slot);
  cores_.resize(static_cast<std::size_t>(options.slots));
  if (options.pinCores) cores_ = coreGroups(availableCores(), options.slots);
}

StageState LocalRunner::start(const std::vector<std::size_t>& nodes) {
  for (const std::size_t node : nodes) launch(node);
  return StageState::Running;
}

void LocalRunner::launch(std::size_t node) {
  const int slot = *freeSlots_.begin();
  const StageNode& stage = graph_.nodes[node];
  const RunPaths paths(runs_.run(stage.name));
  writeStageDirectory(stage.job(options_.runsFolder), stage.content);
  const std::string device =
      options_.devices.empty()
          ? std::string()
          : options_.devices[static_cast<std::size_t>(slot) % options_.devices.size()];
  const int ranks = stage.stage == StageKind::Evaluate ? 1 : options_.ranks;
  const Json job = stageJobFile(stage.spec, paths.directory(), device, options_.slots * ranks);
  writeFileAtomically(paths.job(), job.dump(2) + '\n');
  const CorePin pin(cores_[static_cast<std::size_t>(slot)]);  // the workers inherit it
  WorkerTeam workers = WorkerTeam::start(options_.workerBinary, paths, ranks);
  freeSlots_.erase(slot);
  busy_.emplace(slot, BusySlot{node, std::move(workers)});
}

std::vector<StageNews> LocalRunner::poll(bool stopping) {
  std::vector<StageNews> news;
  for (auto it = busy_.begin(); it != busy_.end();) {
    const auto exit = it->second.workers.poll();
    if (!exit) {
      ++it;
      continue;
    }
    const std::size_t node = it->second.node;
    const RunReader reader(runs_.run(graph_.nodes[node].name));
    news.push_back({node, outcomeOf(reader, it->second.workers.pid(), *exit, stopping)});
    freeSlots_.insert(it->first);
    it = busy_.erase(it);
  }
  return news;
}

void LocalRunner::askToStop() {
  for (const auto& [slot, busy] : busy_) {
    makeRequest(RunPaths(runs_.run(graph_.nodes[busy.node].name)), format::kStopRequest);
    busy.workers.askToStop();
  }
}

void LocalRunner::kill() {
  for (const auto& [slot, busy] : busy_) busy.workers.kill();
}

}  // namespace lafs
