// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include "core/config/model_shape.h"

namespace lafs {

/// InsightFace's IResNet-18/50/100 (method.md 6), FC head by default, average-pool head for
/// pretraining (any input side) or by option (D25). Key names are InsightFace's.
struct IResNetImpl : torch::nn::Module {
  explicit IResNetImpl(const ModelShape& shape);
  at::Tensor forward(at::Tensor image);  ///< [B, 3, S, S] -> [B, 512]
  /// The embedding before BN1d exists only inside; this is what the DINO head reads too.
  const ModelShape& shape() const { return shape_; }

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
  ModelShape shape_;
};
TORCH_MODULE(IResNet);

}  // namespace lafs
