// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/device.h"

#include <ATen/Context.h>
#include <torch/cuda.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

std::int64_t gpuCount() {
  return static_cast<std::int64_t>(torch::cuda::device_count());
}

at::Device gpu(const std::string& name, std::int64_t index) {
  const std::int64_t count = gpuCount();
  if (!at::hasCUDA()) {
    throw UserError("device", "'" + name + "' asked for, but this LibTorch is built for CPUs alone",
                    "use --device cpu, or build against a CUDA build of LibTorch");
  }
  if (index >= count) {
    throw UserError("device",
                    "'" + name + "' asked for, but LibTorch finds " + std::to_string(count) +
                        " GPU(s), numbered from 0",
                    count > 0 ? "use --device cuda:0" : "look at the driver, or use --device cpu");
  }
  return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
}

}  // namespace

at::Device chooseDevice(const std::string& name) {
  if (name == "cpu") return at::Device(at::kCPU);
  if (name == "auto") return gpuCount() > 0 ? gpu(name, 0) : at::Device(at::kCPU);
  if (name == "cuda") return gpu(name, 0);
  if (name.rfind("cuda:", 0) == 0) {
    const auto index = parseInteger(name.substr(5));
    if (index && *index >= 0 && *index < 128) return gpu(name, *index);
  }
  throw UserError("device", "found '" + name + "', expected auto, cpu, cuda or cuda:N");
}

std::string deviceOfRank(const std::string& name, std::int64_t localRank) {
  const bool any = name == "cuda" || (name == "auto" && gpuCount() > 0);
  return any ? "cuda:" + std::to_string(localRank) : name;
}

void checkPrecision(const std::string& precision, const at::Device& device) {
  if (precision == "float32" || precision == "bfloat16") return;
  if (precision != "float16") {
    throw UserError("precision",
                    "found '" + precision + "', expected float32, bfloat16 or float16");
  }
  if (device.is_cpu()) {
    throw UserError("precision", "float16 needs a GPU, and this run is on the CPU",
                    "use bfloat16, which is faster on a CPU as well and needs no loss scaling");
  }
}

}  // namespace lafs
