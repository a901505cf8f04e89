// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_stop.h"

#include "core/matrix/slurm/slurm_ledger.h"
#include "core/matrix/slurm/slurm_queue.h"

namespace lafs {

std::vector<std::string> cancelWaitingSlurmTasks(const std::string& runsFolder,
                                                 const std::set<std::string>& runs) {
  const SlurmLedger ledger(runsFolder);
  const std::vector<std::string> jobs = ledger.jobs();
  if (jobs.empty()) return {};
  const SlurmQueue queue = slurm::queue(jobs);
  std::vector<std::string> names;
  std::vector<std::string> waiting;
  for (const auto& [run, task] : ledger.tasks()) {
    if (!runs.empty() && runs.count(run) == 0) continue;
    const auto entry = queue.find(task);
    if (entry == queue.end() || entry->second.state != SlurmTaskState::Waiting) continue;
    names.push_back(run);
    waiting.push_back(task);
  }
  slurm::cancel(waiting);
  return names;
}

}  // namespace lafs
