// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lafs {

/// Where a task is, as far as a follower cares.
enum class SlurmTaskState {
  Waiting,  ///< in the queue, for the first time or again
  Active,   ///< started, or just ending
  Ended,    ///< over for good
};

struct SlurmQueueEntry {
  SlurmTaskState state = SlurmTaskState::Waiting;
  std::string reason;  ///< why it waits, in Slurm's word; "None" or empty: it says nothing
};

/// The queue by task ("12_3").
using SlurmQueue = std::map<std::string, SlurmQueueEntry>;

/// Reads what squeue prints with kSlurmQueueFormat. Lines that are none are passed over.
SlurmQueue parseSlurmQueue(const std::string& text);
constexpr const char* kSlurmQueueFormat = "%i|%T|%r";

/// Whether that reason passes by itself; one that does not is worth telling.
bool isCommonReason(const std::string& reason);

/// Commands of the cluster, found in PATH. A command that fails is a UserError with its words.
namespace slurm {

/// UserError when sbatch, squeue or scancel is not there.
void requireCommands();

/// Submits a script; gives the job's number. `dependency` may be empty.
std::string submit(const std::string& script, const std::string& dependency);

/// The tasks of those jobs that the controller knows; jobs that it has forgotten are left out.
SlurmQueue queue(const std::vector<std::string>& jobs);

/// Takes tasks out of the queue, or ends those that have begun; ones that are over do no harm. (No
/// --state here: with it, scancel takes an array that waits for one thing and cancels all of it.)
void cancel(const std::vector<std::string>& tasks);

}  // namespace slurm

}  // namespace lafs
