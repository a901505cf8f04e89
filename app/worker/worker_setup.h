// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/base/json.h"
#include "core/run/stage_job.h"

namespace lafs {

/// What every job does before it computes: compute threads (`threads`, 0 = all cores this process
/// may use), no threads inside OpenCV, whose work is already spread over images, and LibTorch's
/// memory from free lists.
void setUpComputing(std::int64_t threads);

/// SIGINT and SIGTERM ask the job to stop (core/train/stop_signal.h); a second one ends the process
/// at once with "stopped, run again to go on", which is true then too.
void installStopSignals();

/// Facts of this program and machine for provenance.json: commit, compiler, libraries, device,
/// threads, instruction sets, BLAS.
Json programFacts(const std::string& device);

/// programFacts and those of a stage: stage, key, seed, data fingerprint.
Json stageFacts(const StageJob& job, const RuntimeSpec& runtime);

/// A warning for people when the BLAS makes training slow; empty when all is well.
std::string blasWarning();

/// "lafs-worker 0.1.0 (3f2a91c), LibTorch 1.13.1, openblas-openmp".
std::string versionText();

}  // namespace lafs
