// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/part_fvit.h"

#include <ATen/core/grad_mode.h>

#include "core/model/flat_module.h"
#include "core/model/patch_sampling.h"

namespace lafs {

PartFVitImpl::PartFVitImpl(const ModelShape& shape) : cnn_(shape), fvit_(shape) {
  adoptTensors(*this, *fvit_);
  adoptChildren(*this, *cnn_);
  adoptChildren(*this, *fvit_);
}

FaceFeatures PartFVitImpl::forward(const at::Tensor& image) {
  FaceFeatures features;
  {
    at::AutoGradMode gradients(at::GradMode::is_enabled() && !cnnFrozen_);
    features.landmarks = cnn_(image);
  }
  const std::int64_t patchSize = fvit_->shape().patchSize;
  features.embedding = fvit_(samplePatches(image, features.landmarks, patchSize));
  return features;
}

void PartFVitImpl::freezeLandmarkCnn() {
  cnnFrozen_ = true;
  for (const at::Tensor& parameter : cnn_->parameters()) {
    at::Tensor(parameter).requires_grad_(false);
  }
  cnn_->eval();
}

void PartFVitImpl::train(bool on) {
  torch::nn::Module::train(on);
  fvit_->train(on);
  cnn_->train(on && !cnnFrozen_);
}

}  // namespace lafs
