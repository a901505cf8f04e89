// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/model_shape.h"
#include "core/model/part_fvit.h"
#include "core/model/tensor_file.h"

namespace lafs {

/// How a face becomes tokens.
enum class FaceInput {
  Landmarks,       ///< the model's own CNN places the patches
  FixedLandmarks,  ///< the same with the CNN frozen in eval mode (landmark option 1)
  Grid,            ///< plain grid cut, no CNN
  Convolution      ///< IResNet
};

const char* faceInputName(
    FaceInput input);  ///< "landmarks", "fixed_landmarks", "grid", "convolution"

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

/// A model with random initial values (torch's generator). Landmarks and FixedLandmarks need a
/// Part fViT's shape; Grid takes either transformer's, and its grid must have at most R patches;
/// Convolution an IResNet's. A pair that does not fit is a broken promise (c10::Error).
std::shared_ptr<FaceModel> makeFaceModel(const ModelShape& shape, FaceInput input);

/// Whether makeFaceModel takes that pair.
bool fitsFaceInput(const ModelShape& shape, FaceInput input);

/// How faces get into a model of that family when nothing else is asked for: landmarks of its own
/// CNN, the grid, or convolution.
FaceInput usualInput(ModelFamily family);

/// Every parameter and buffer by its state-dict name; the tensors are the module's own.
TensorMap stateDict(const torch::nn::Module& module);

/// Writes weights as safetensors; metadata carries shape and input, so that loadFaceModel needs
/// nothing else. Atomic. UserError when it cannot be written.
void saveFaceModel(const FaceModel& model, const std::string& path);

/// Reads what saveFaceModel wrote, in eval mode on the CPU. UserError when the file is missing,
/// damaged, was not written by saveFaceModel or lacks a weight.
std::shared_ptr<FaceModel> loadFaceModel(const std::string& path);

/// The shape as JSON and back, as model files hold it. UserError (with `where`) on a bad document.
Json modelShapeJson(const ModelShape& shape);
ModelShape modelShapeFromJson(const Json& json, const std::string& where);

/// Outcome of copying a state dict into a module by name; each list sorted.
struct TransferReport {
  std::vector<std::string> matched;  ///< copied
  std::vector<std::string> missing;  ///< the target has it, the source does not
  std::vector<std::string>
      unexpected;                      ///< the source has it (name after stripping), the target not
  std::vector<std::string> misshaped;  ///< both have it, with different shapes; not copied
  Json json() const;
};

/// Copies every tensor of `from` whose name and shape fit into `to`, as fine-tuning takes over a
/// checkpoint: `module.`, `backbone.` and `encoder.` are taken out of a name wherever they stand,
/// and `head.*`, `loss.weight`, `mask_token` and `global_token.*` are dropped without a word.
TransferReport transferWeights(const TensorMap& from, torch::nn::Module& to);

/// The two rules of it by themselves: the name without wrappers (whole parts between dots only),
/// and whether a name without wrappers is one that no face model here has a use for.
std::string withoutWrappers(std::string name);
bool isDroppedFromTransfer(const std::string& name);

/// Whether a name without wrappers is one of the landmark CNN: `stn.*` or `output_layer.*`.
bool isOfLandmarkCnn(const std::string& name);

}  // namespace lafs
