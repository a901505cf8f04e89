// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace lafs {

/// Which of the processes of one training this one is, and where they meet.
struct RankPlace {
  std::int64_t rank = 0;
  std::int64_t size = 1;       ///< 1: it trains alone
  std::int64_t localRank = 0;  ///< among those on this machine; the GPU it takes
  std::string masterAddress;   ///< where rank 0 listens
  std::uint16_t masterPort = 0;
  bool launcherListens = false;  ///< torchrun's own store is at that address already
  std::string attempt;           ///< tells the meetings of a restarted launcher apart
};

using Environment = std::function<const char*(const char* name)>;

/// The place that torchrun's variables (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT) or,
/// without them, those of a Slurm step (SLURM_PROCID, SLURM_NTASKS, SLURM_LOCALID, the first host
/// of SLURM_JOB_NODELIST, a port made of the job's number) give; alone when neither is there. A
/// batch script's own variables, outside `srun`, mean nothing. UserError for half a place or a bad
/// value.
RankPlace rankPlace(const Environment& environment);
RankPlace rankPlace();  ///< of this process

/// The first host of a Slurm node list: "node[07-09,12],big1" is node07.
std::string firstHost(const std::string& nodeList);

}  // namespace lafs
