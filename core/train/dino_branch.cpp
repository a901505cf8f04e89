// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/dino_branch.h"

#include <torch/nn/modules/batchnorm.h>

#include "core/base/error.h"

namespace lafs {

ModelShape pretrainShape(ModelShape shape) {
  if (shape.family == ModelFamily::IResNet) shape.resnetAvgPool = true;
  return shape;
}

DinoHeadOptions dinoHeadOptions(const PretrainSpec& spec, const ModelShape& shape) {
  DinoHeadOptions options;
  options.inputs = shape.dim;
  options.hidden = spec.headHidden;
  options.bottleneck = spec.headBottleneck;
  options.outputs = spec.headOutputs;
  options.normLastLayer = spec.normLastLayer;
  return options;
}

DinoBranchImpl::DinoBranchImpl(const ModelShape& shape, const DinoHeadOptions& head) {
  if (shape.family == ModelFamily::IResNet) {
    iresnet_ = register_module("backbone", IResNet(pretrainShape(shape)));
  } else {
    fvit_ = register_module("backbone", FVit(shape));
  }
  head_ = register_module("head", DinoHead(head));
}

at::Tensor DinoBranchImpl::backbone(const at::Tensor& input) {
  return fvit_ ? fvit_->forward(input) : iresnet_->forward(input);
}

DinoOutput DinoBranchImpl::forward(const std::vector<at::Tensor>& views) {
  require(!views.empty(), "a network needs views");
  std::vector<at::Tensor> features(views.size());
  for (std::size_t first = 0; first < views.size(); ++first) {
    if (features[first].defined()) continue;
    std::vector<std::size_t> members;
    std::vector<at::Tensor> inputs;
    for (std::size_t view = first; view < views.size(); ++view) {
      if (views[view].sizes() != views[first].sizes()) continue;
      members.push_back(view);
      inputs.push_back(views[view]);
    }
    const at::Tensor all = backbone(inputs.size() == 1 ? inputs[0] : at::cat(inputs));
    const std::vector<at::Tensor> parts = all.chunk(static_cast<std::int64_t>(members.size()));
    for (std::size_t i = 0; i < members.size(); ++i) features[members[i]] = parts[i];
  }
  DinoOutput output;
  output.features = at::cat(features);
  output.logits = head_->forward(output.features);
  return output;
}

void DinoBranchImpl::setBfloat16(bool on) {
  if (fvit_) fvit_->setBfloat16(on);
  if (iresnet_) iresnet_->setBfloat16(on);
  head_->setBfloat16(on);
}

void DinoBranchImpl::setTraining(bool withoutDropout) {
  train(!withoutDropout);
  if (!withoutDropout) return;
  for (const auto& module : modules()) {
    if (module->as<torch::nn::BatchNorm2d>() || module->as<torch::nn::BatchNorm1d>()) {
      module->train(true);
    }
  }
}

std::vector<std::pair<std::string, at::Tensor>> DinoBranchImpl::namedParameters() const {
  std::vector<std::pair<std::string, at::Tensor>> result;
  for (const auto& item : named_parameters(/*recurse=*/true)) {
    result.emplace_back(item.key(), item.value());
  }
  return result;
}

}  // namespace lafs
