// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/error.h"
#include "core/formats/torch_file.h"
#include "core/model/face_model.h"

namespace lafs {

namespace {

constexpr const char* kShapeKey = "lafs_model_shape";
constexpr const char* kInputKey = "lafs_model_input";

struct FamilyName {
  ModelFamily family;
  const char* name;
};

constexpr FamilyName kFamilies[] = {{ModelFamily::FVit, "fvit"},
                                    {ModelFamily::PartFVit, "part_fvit"},
                                    {ModelFamily::IResNet, "iresnet"}};

constexpr FaceInput kInputs[] = {FaceInput::Landmarks, FaceInput::FixedLandmarks, FaceInput::Grid,
                                 FaceInput::Convolution};

const char* familyName(ModelFamily family) {
  for (const FamilyName& entry : kFamilies) {
    if (entry.family == family) return entry.name;
  }
  TORCH_CHECK(false, "no such ModelFamily");
}

ModelFamily familyNamed(const std::string& name, const std::string& where) {
  for (const FamilyName& entry : kFamilies) {
    if (name == entry.name) return entry.family;
  }
  throw UserError(where, "unknown model family '" + name + "'",
                  "was it written by a newer version of this program?");
}

FaceInput inputNamed(const std::string& name, const std::string& where) {
  for (const FaceInput input : kInputs) {
    if (name == faceInputName(input)) return input;
  }
  throw UserError(where, "unknown model input '" + name + "'",
                  "was it written by a newer version of this program?");
}

/// One list of the shape's fields serves both directions.
template <class Shape, class Visit>
void visitFields(Shape& shape, const Visit& visit) {
  visit("name", shape.name);
  visit("image_size", shape.imageSize);
  visit("patch_size", shape.patchSize);
  visit("landmarks", shape.landmarks);
  visit("dim", shape.dim);
  visit("depth", shape.depth);
  visit("heads", shape.heads);
  visit("head_dim", shape.headDim);
  visit("mlp_dim", shape.mlpDim);
  visit("cnn_width", shape.cnnWidth);
  visit("resnet_depth", shape.resnetDepth);
  visit("resnet_average_pool", shape.resnetAvgPool);
  visit("dropout", shape.dropout);
  visit("drop_path", shape.dropPath);
  visit("attention_scale_by_head", shape.attentionScaleByHead);
}

/// A description that was edited or garbled must not make us build a network of any size.
void checkSizes(const ModelShape& shape, const std::string& where) {
  constexpr std::int64_t kLargest = 1 << 16;
  const bool transformer = shape.family != ModelFamily::IResNet;
  const std::int64_t least = transformer ? 1 : 0;
  bool sound = shape.imageSize >= 1 && shape.patchSize >= 1 && shape.dim >= 1 &&
               shape.cnnWidth > 0 && shape.cnnWidth <= 16;
  for (const std::int64_t size :
       {shape.landmarks, shape.depth, shape.heads, shape.headDim, shape.mlpDim}) {
    sound = sound && size >= least && size <= kLargest;
  }
  sound = sound && std::max({shape.imageSize, shape.patchSize, shape.dim}) <= kLargest &&
          (transformer || shape.resnetDepth == 18 || shape.resnetDepth == 50 ||
           shape.resnetDepth == 100);
  if (!sound) {
    throw UserError(where, "the model's description has impossible sizes",
                    "the file was changed after it was written");
  }
}

const std::string& entry(const std::map<std::string, std::string>& metadata, const char* key,
                         const std::string& path) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) {
    throw UserError(path,
                    std::string("no entry '") + key + "': the file holds tensors, but no model",
                    "name a model file that a stage wrote, or import the checkpoint first");
  }
  return found->second;
}

[[noreturn]] void refuseWeights(const TransferReport& report, const std::string& path) {
  const auto& names = report.missing.empty() ? report.misshaped : report.missing;
  throw UserError(path,
                  std::to_string(report.missing.size()) + " weights missing and " +
                      std::to_string(report.misshaped.size()) + " of another shape, first '" +
                      names.front() + "'",
                  "the file was changed after it was written; train again or restore it");
}

}  // namespace

Json modelShapeJson(const ModelShape& shape) {
  Json json = Json::object();
  json["family"] = familyName(shape.family);
  visitFields(shape, [&json](const char* key, const auto& value) { json[key] = value; });
  return json;
}

ModelShape modelShapeFromJson(const Json& json, const std::string& where) {
  ModelShape shape;
  try {
    shape.family = familyNamed(json.at("family").get<std::string>(), where);
    visitFields(shape, [&json](const char* key, auto& value) { json.at(key).get_to(value); });
  } catch (const Json::exception& error) {
    throw UserError(where, std::string("the model's description cannot be read: ") + error.what());
  }
  checkSizes(shape, where);
  return shape;
}

void saveFaceModel(const FaceModel& model, const std::string& path) {
  saveTensors(path, stateDict(model),
              {{"format", "pt"},
               {kShapeKey, modelShapeJson(model.shape()).dump()},
               {kInputKey, faceInputName(model.input())}});
}

std::shared_ptr<FaceModel> loadFaceModel(const std::string& path) {
  if (looksLikeTorchFile(path)) {
    throw UserError(path, "is a checkpoint of PyTorch, not a model file",
                    "import it first: lafs-workbench --batch import " + path);
  }
  std::map<std::string, std::string> metadata;
  const TensorMap tensors = loadTensors(path, &metadata);
  const Json json = Json::parse(entry(metadata, kShapeKey, path), nullptr, false);
  const ModelShape shape = modelShapeFromJson(json, path);
  const FaceInput input = inputNamed(entry(metadata, kInputKey, path), path);
  if (!fitsFaceInput(shape, input)) {
    throw UserError(path, shape.name + " cannot take its input as " + faceInputName(input),
                    "the file was changed after it was written");
  }
  auto model = makeFaceModel(shape, input);
  const TransferReport report = transferWeights(tensors, *model);
  if (!report.missing.empty() || !report.misshaped.empty()) refuseWeights(report, path);
  model->eval();
  return model;
}

}  // namespace lafs
