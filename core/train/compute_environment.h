// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <string>
#include <vector>

#include "core/base/json.h"

namespace lafs {

/// What decides the last bits of a result besides the spec: {"device", "threads",
/// "instruction_set" (LibTorch's kernels), "kernels" (ours), "libtorch", "libtorch_cuda" (built for
/// GPUs)}. Also what provenance records.
Json computeEnvironment(const at::Device& device);

/// Makes this process compute as `recorded` did, so that a resumed run gives the same bits: takes
/// the recorded number of compute threads. Returns one line for each thing that was changed or that
/// differs and cannot be changed.
std::vector<std::string> adoptEnvironment(const Json& recorded, const at::Device& device);

}  // namespace lafs
