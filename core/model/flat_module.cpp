// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/flat_module.h"

namespace lafs {

void adoptTensors(torch::nn::Module& owner, const torch::nn::Module& part) {
  for (const auto& entry : part.named_parameters(/*recurse=*/false)) {
    owner.register_parameter(entry.key(), entry.value(), entry.value().requires_grad());
  }
  for (const auto& entry : part.named_buffers(/*recurse=*/false)) {
    owner.register_buffer(entry.key(), entry.value());
  }
}

void adoptChildren(torch::nn::Module& owner, const torch::nn::Module& part) {
  for (const auto& entry : part.named_children()) {
    owner.register_module(entry.key(), entry.value());
  }
}

}  // namespace lafs
