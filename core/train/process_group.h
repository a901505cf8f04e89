// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/model/rank_group.h"
#include "core/train/rank_place.h"

namespace lafs {

/// Another process of the training has ended or is silent. The run has failed and its last
/// checkpoint stays; a failure of the run rather than of what the user wrote (exit code 1).
class LostRankError : public UserError {
 public:
  using UserError::UserError;
};

/// A RankGroup of real processes: LibTorch's c10d with Gloo on the CPU, NCCL on GPUs. The only part
/// of the program that knows of c10d. One thread.
class ProcessGroup : public RankGroup {
 public:
  /// Tells the others why this process is about to end, for their messages.
  virtual void announceFailure(const std::string& text) = 0;
};

/// Meets the other processes and makes their group the process's (rankGroup()). Waits for whatever
/// they say at most rankTimeoutSeconds(), but a minute at least for them to come. UserError when
/// this build has no such backend; LostRankError when not all of them come.
std::unique_ptr<ProcessGroup> joinRanks(const RankPlace& place, const at::Device& device);

/// 600, or LAFS_RANK_TIMEOUT. Longer than rank 0 takes to write a checkpoint. UserError for a bad
/// value.
double rankTimeoutSeconds();

}  // namespace lafs
