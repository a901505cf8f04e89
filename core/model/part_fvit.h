// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include "core/model/fvit.h"
#include "core/model/landmark_cnn.h"

namespace lafs {

struct FaceFeatures {
  at::Tensor embedding;  ///< [B, D], not normalised
  at::Tensor landmarks;  ///< [B, R, 2]; undefined for models without landmarks
};

/// Part fViT (LAFS, section 3.1): landmark CNN and fViT in one module with the authors' flat key
/// names (pos_embedding, cls_token, stn.*, output_layer.*, patch_to_embedding.*, …), so that a
/// checkpoint's keys are theirs.
struct PartFVitImpl : torch::nn::Module {
  explicit PartFVitImpl(const ModelShape& shape);
  FaceFeatures forward(const at::Tensor& image);  ///< [B, 3, S, S] in [-1, 1]
  LandmarkCnn landmarkCnn() const { return cnn_; }
  FVit fvit() const { return fvit_; }
  const ModelShape& shape() const { return fvit_->shape(); }
  /// Frozen: the CNN stays in eval mode, needs no gradient, and landmarks carry none.
  void freezeLandmarkCnn();
  void setBfloat16(bool on) { fvit_->setBfloat16(on); }
  void train(bool on = true) override;

 private:
  LandmarkCnn cnn_{nullptr};
  FVit fvit_{nullptr};
  bool cnnFrozen_ = false;
};
TORCH_MODULE(PartFVit);

}  // namespace lafs
