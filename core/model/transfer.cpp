// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "core/model/face_model.h"

namespace lafs {

namespace {

constexpr const char* kWrappers[] = {"module.", "backbone.", "encoder."};

}  // namespace

std::string withoutWrappers(std::string name) {
  for (const std::string wrapper : kWrappers) {
    std::size_t at = 0;
    while ((at = name.find(wrapper, at)) != std::string::npos) {
      if (at == 0 || name[at - 1] == '.') {
        name.erase(at, wrapper.size());
      } else {
        at += wrapper.size();
      }
    }
  }
  return name;
}

bool isDroppedFromTransfer(const std::string& name) {
  return name.rfind("head.", 0) == 0 || name == "loss.weight" || name == "mask_token" ||
         name.rfind("global_token.", 0) == 0;
}

bool isOfLandmarkCnn(const std::string& name) {
  return name.rfind("stn.", 0) == 0 || name.rfind("output_layer.", 0) == 0;
}

TensorMap stateDict(const torch::nn::Module& module) {
  TensorMap tensors;
  for (const auto& entry : module.named_parameters()) tensors.emplace(entry.key(), entry.value());
  for (const auto& entry : module.named_buffers()) tensors.emplace(entry.key(), entry.value());
  return tensors;
}

Json TransferReport::json() const {
  return Json{{"matched", matched},
              {"missing", missing},
              {"unexpected", unexpected},
              {"misshaped", misshaped}};
}

TransferReport transferWeights(const TensorMap& from, torch::nn::Module& to) {
  TransferReport report;
  TensorMap source;
  for (const auto& [name, tensor] : from) {
    const std::string stripped = withoutWrappers(name);
    if (!isDroppedFromTransfer(stripped)) source[stripped] = tensor;
  }
  torch::NoGradGuard noGrad;
  TensorMap target = stateDict(to);
  for (auto& [name, tensor] : target) {
    const auto found = source.find(name);
    if (found == source.end()) {
      report.missing.push_back(name);
    } else if (found->second.sizes() != tensor.sizes()) {
      report.misshaped.push_back(name);
    } else {
      tensor.copy_(found->second);
      report.matched.push_back(name);
    }
  }
  for (const auto& entry : source) {
    if (target.count(entry.first) == 0) report.unexpected.push_back(entry.first);
  }
  return report;
}

}  // namespace lafs
