// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <map>
#include <memory>
#include <string>

#include "core/base/json.h"
#include "core/config/model_shape.h"
#include "core/model/part_fvit.h"

namespace lafs {

/// How a face becomes tokens.
enum class FaceInput {
  Landmarks,       ///< the model's own CNN places the patches
  FixedLandmarks,  ///< the same with the CNN frozen in eval mode (landmark option 1)
  Grid,            ///< plain grid cut, no CNN
  Convolution      ///< IResNet
};

/// A network that turns aligned faces into embeddings, whatever its family: what fine-tuning
/// trains, evaluation embeds with and checkpoints hold. Build one with makeFaceModel.
/// State-dict names are the authors' (stn.*, output_layer.*, pos_embedding, transformer.*, … ; the
/// IResNet's are InsightFace's).
struct FaceModel : torch::nn::Module {
  virtual FaceFeatures forward(const at::Tensor& image) = 0;  ///< [B, 3, S, S] in [-1, 1]
  virtual std::int64_t embeddingDim() const = 0;
  virtual void setBfloat16(bool on) = 0;
  virtual FaceInput input() const = 0;
  virtual const ModelShape& shape() const = 0;
};

std::shared_ptr<FaceModel> makeFaceModel(const ModelShape& shape, FaceInput input);

/// Every parameter and buffer by its state-dict name.
std::map<std::string, at::Tensor> stateDict(const torch::nn::Module& module);

/// Writes weights as safetensors; metadata carries shape and input, so that loadFaceModel needs
/// nothing else. Atomic.
void saveFaceModel(const FaceModel& model, const std::string& path);
std::shared_ptr<FaceModel> loadFaceModel(const std::string& path);

/// Outcome of copying a state dict into a module by name.
struct TransferReport {
  std::vector<std::string> matched, missing, unexpected, misshaped;
  Json json() const;
};

/// Copies every tensor of `from` whose name and shape fit into `to`; a name may be prefixed with
/// module., backbone., encoder. anywhere; head.* and loss.weight are dropped (method.md 12.1).
TransferReport transferWeights(const std::map<std::string, at::Tensor>& from,
                               torch::nn::Module& to);

}  // namespace lafs
