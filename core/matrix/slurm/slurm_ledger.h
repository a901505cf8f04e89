// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lafs {

/// How a task's script says that it ended.
struct SlurmTaskEnd {
  int code = 0;  ///< the worker's exit code, 128 + signal, or one of slurm_script.h
  int pid = 0;   ///< of its worker; 0 when none was started
};

/// Which run each task of a cluster's jobs is at, kept beside the runs so that any executor, on any
/// machine that sees them, can follow what another one submitted:
///   <runs>/.slurm/<job>.tasks        lines "<task> <run>"
///   <runs>/.slurm/<job>_<task>.exit  "<code> <pid>", written when the task has ended
///   <runs>/.slurm/<job>.sh, .out     what was submitted, and what Slurm itself had to say
class SlurmLedger {
 public:
  explicit SlurmLedger(const std::string& runsFolder);

  const std::string& folder() const { return folder_; }
  /// Makes the folder; UserError when it cannot.
  void create() const;
  /// Notes the tasks of a job (text as of `slurmTasksText`), and keeps its script.
  void record(const std::string& job, const std::string& tasks, const std::string& script) const;
  std::vector<std::string> jobs() const;  ///< numbers, ascending
  /// The task that was last submitted for each run: run -> "<job>_<task>".
  std::map<std::string, std::string> tasks() const;
  std::optional<SlurmTaskEnd> endOf(const std::string& task) const;
  /// Removes what is known about jobs that are over.
  void forget(const std::vector<std::string>& jobs) const;
  std::string outputOf(const std::string& task) const;  ///< path of Slurm's own words

 private:
  std::string folder_;
};

/// "12" of "12_3".
std::string slurmJobOf(const std::string& task);

}  // namespace lafs
