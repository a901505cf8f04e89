// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/compute_environment.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <thread>

#include "core/model/ops/cpu_level.h"

namespace lafs {

namespace {

/// The level LibTorch chose for its own kernels, which it tells in prose alone.
std::string torchInstructionSet() {
  const std::string config = at::show_config();
  const std::string label = "CPU capability usage: ";
  const std::size_t begin = config.find(label);
  if (begin == std::string::npos) return "unknown";
  const std::size_t end = config.find('\n', begin);
  return config.substr(begin + label.size(), end - begin - label.size());
}

std::string ownKernels() {
  const std::string level = ops::cpuLevelName(ops::cpuLevel());
  return ops::hasNativeBfloat16() ? level + "+bf16" : level;
}

std::string text(const Json& json) {
  return json.is_string() ? json.get<std::string>() : json.dump();
}

}  // namespace

Json computeEnvironment(const at::Device& device) {
  Json facts = Json::object();
  facts["device"] = device.str();
  facts["threads"] = at::get_num_threads();
  facts["instruction_set"] = torchInstructionSet();
  facts["kernels"] = ownKernels();
  facts["libtorch"] = TORCH_VERSION;
  facts["libtorch_cuda"] = at::hasCUDA();
  return facts;
}

std::vector<std::string> adoptEnvironment(const Json& recorded, const at::Device& device) {
  std::vector<std::string> remarks;
  const std::int64_t wanted = recorded.value("threads", std::int64_t{0});
  const std::int64_t cores = std::thread::hardware_concurrency();
  if (wanted > 0 && wanted != at::get_num_threads()) {
    const std::string change = "the run was started with " + std::to_string(wanted) +
                               " compute threads, this process with " +
                               std::to_string(at::get_num_threads());
    if (wanted <= cores) {
      at::set_num_threads(static_cast<int>(wanted));
      remarks.push_back(change + ": goes on with " + std::to_string(wanted) +
                        ", so that the numbers stay the same");
    } else {
      remarks.push_back(change + ", and this machine has " + std::to_string(cores) +
                        " cores: the last bits will differ from an uninterrupted run's");
    }
  }
  const Json now = computeEnvironment(device);
  for (const char* name : {"device", "instruction_set", "kernels", "libtorch"}) {
    const Json before = recorded.value(name, Json());
    if (before.is_null() || before == now[name]) continue;
    remarks.push_back(std::string(name) + " was " + text(before) + " and is " + text(now[name]) +
                      ": the last bits will differ from an uninterrupted run's");
  }
  return remarks;
}

}  // namespace lafs
