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

/// Part fViT: landmark CNN and fViT in one module with the authors' flat key names (stn.*,
/// output_layer.*, pos_embedding, …), so that a checkpoint's keys are theirs.
struct PartFVitImpl : torch::nn::Module {
  explicit PartFVitImpl(const ModelShape& shape);
  FaceFeatures forward(const at::Tensor& image);  ///< [B, 3, S, S] in [-1, 1]
  LandmarkCnn landmarkCnn() const { return cnn_; }
  FVit fvit() const { return fvit_; }

 private:
  LandmarkCnn cnn_{nullptr};
  FVit fvit_{nullptr};
};
TORCH_MODULE(PartFVit);

}  // namespace lafs
