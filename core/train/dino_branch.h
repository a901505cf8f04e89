// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/config/model_shape.h"
#include "core/config/stage_specs.h"
#include "core/model/dino_head.h"
#include "core/model/fvit.h"
#include "core/model/iresnet.h"

namespace lafs {

/// What one network makes of some views; rows are view-major (row v·B + b).
struct DinoOutput {
  at::Tensor features;  ///< [V·B, D] backbone embeddings
  at::Tensor logits;    ///< [V·B, O] head outputs
};

/// Student or teacher: a backbone without landmark CNN and a DINO head. State-dict names are
/// backbone.* and head.*. An IResNet pools its last map, so that it reads 48-pixel views.
struct DinoBranchImpl : torch::nn::Module {
  DinoBranchImpl(const ModelShape& shape, const DinoHeadOptions& head);

  /// Views of equal shape run as one batch; the head runs once, on all views in their order.
  DinoOutput forward(const std::vector<at::Tensor>& views);

  void setBfloat16(bool on);

  /// Train mode for everything, except that with `withoutDropout` only batch norms train: the
  /// teacher's eval option, which is about dropout and drop-path (a teacher's batch statistics
  /// have no other source).
  void setTraining(bool withoutDropout);

  /// Parameters with their names, in state-dict order.
  std::vector<std::pair<std::string, at::Tensor>> namedParameters() const;

  FVit fvit() const { return fvit_; }
  IResNet iresnet() const { return iresnet_; }
  DinoHead head() const { return head_; }

 private:
  at::Tensor backbone(const at::Tensor& input);

  FVit fvit_{nullptr};
  IResNet iresnet_{nullptr};
  DinoHead head_{nullptr};
};
TORCH_MODULE(DinoBranch);

/// Sizes of the head that `spec` asks for on a backbone of that shape.
DinoHeadOptions dinoHeadOptions(const PretrainSpec& spec, const ModelShape& shape);

/// Shape of the pretraining backbone: the model's, with the average-pool head for an IResNet.
ModelShape pretrainShape(ModelShape shape);

}  // namespace lafs
