// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <string>

namespace lafs {

/// The device that `name` asks for: "auto" (the first GPU, else the CPU), "cpu", "cuda", "cuda:N".
/// UserError when a GPU is asked for that LibTorch cannot reach, saying which part is missing.
at::Device chooseDevice(const std::string& name);

/// The device's name for the `localRank`-th process of one training on this machine: auto and cuda
/// become a GPU each.
std::string deviceOfRank(const std::string& name, std::int64_t localRank);

/// UserError when `precision` (float32 | bfloat16 | float16) does not run on `device`: float16
/// needs a GPU.
void checkPrecision(const std::string& precision, const at::Device& device);

}  // namespace lafs
