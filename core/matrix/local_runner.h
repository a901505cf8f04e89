// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/matrix/core_groups.h"
#include "core/matrix/executor.h"
#include "core/matrix/stage_runner.h"
#include "core/matrix/worker_team.h"
#include "core/run/run_paths.h"

namespace lafs {

/// Workers on this machine, each stage's in a slot: a device, or some CPU cores. A training that
/// `ranks` processes share fills one slot.
class LocalRunner : public StageRunner {
 public:
  /// `graph` and `options` must outlive it.
  LocalRunner(const StageGraph& graph, const ExecutorOptions& options, const ExecutorEvents&);

  std::vector<StageNews> found() override { return {}; }
  bool keepsOrder() const override { return false; }
  std::size_t room() const override { return freeSlots_.size(); }
  StageState start(const std::vector<std::size_t>& nodes) override;
  std::vector<StageNews> poll(bool stopping) override;
  void withdraw(const std::vector<std::size_t>&) override {}  // nothing waits here
  void askToStop() override;
  void kill() override;

 private:
  /// The workers of a stage and the slot they fill.
  struct BusySlot {
    std::size_t node = 0;
    WorkerTeam workers;
  };

  void launch(std::size_t node);

  const StageGraph& graph_;
  const ExecutorOptions& options_;
  RunsFolder runs_;
  std::map<int, BusySlot> busy_;
  std::set<int> freeSlots_;
  std::vector<CoreSet> cores_;  ///< of each slot; empty sets without pinning
};

}  // namespace lafs
