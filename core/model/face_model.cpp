// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/face_model.h"

#include "core/model/flat_module.h"
#include "core/model/iresnet.h"

namespace lafs {

namespace {

/// Landmarks and FixedLandmarks.
class LandmarkFaceModel : public FaceModel {
 public:
  LandmarkFaceModel(const ModelShape& shape, FaceInput input) : net_(shape), input_(input) {
    adoptTensors(*this, *net_);
    adoptChildren(*this, *net_);
    if (input == FaceInput::FixedLandmarks) net_->freezeLandmarkCnn();
  }
  FaceFeatures forward(const at::Tensor& image) override { return net_(image); }
  std::int64_t embeddingDim() const override { return shape().dim; }
  void setBfloat16(bool on) override { net_->setBfloat16(on); }
  FaceInput input() const override { return input_; }
  const ModelShape& shape() const override { return net_->shape(); }
  void train(bool on) override {
    torch::nn::Module::train(on);
    net_->train(on);
  }

 private:
  PartFVit net_;
  FaceInput input_;
};

class GridFaceModel : public FaceModel {
 public:
  explicit GridFaceModel(const ModelShape& shape) : net_(shape) {
    adoptTensors(*this, *net_);
    adoptChildren(*this, *net_);
  }
  FaceFeatures forward(const at::Tensor& image) override { return {net_->forwardGrid(image), {}}; }
  std::int64_t embeddingDim() const override { return shape().dim; }
  void setBfloat16(bool on) override { net_->setBfloat16(on); }
  FaceInput input() const override { return FaceInput::Grid; }
  const ModelShape& shape() const override { return net_->shape(); }
  void train(bool on) override {
    torch::nn::Module::train(on);
    net_->train(on);
  }

 private:
  FVit net_;
};

class ConvolutionFaceModel : public FaceModel {
 public:
  explicit ConvolutionFaceModel(const ModelShape& shape) : net_(shape) {
    adoptTensors(*this, *net_);
    adoptChildren(*this, *net_);
  }
  FaceFeatures forward(const at::Tensor& image) override { return {net_(image), {}}; }
  std::int64_t embeddingDim() const override { return shape().dim; }
  void setBfloat16(bool on) override { net_->setBfloat16(on); }
  FaceInput input() const override { return FaceInput::Convolution; }
  const ModelShape& shape() const override { return net_->shape(); }
  void train(bool on) override {
    torch::nn::Module::train(on);
    net_->train(on);
  }

 private:
  IResNet net_;
};

}  // namespace

const char* faceInputName(FaceInput input) {
  switch (input) {
    case FaceInput::Landmarks:
      return "landmarks";
    case FaceInput::FixedLandmarks:
      return "fixed_landmarks";
    case FaceInput::Grid:
      return "grid";
    case FaceInput::Convolution:
      return "convolution";
  }
  TORCH_CHECK(false, "no such FaceInput");
}

FaceInput usualInput(ModelFamily family) {
  if (family == ModelFamily::IResNet) return FaceInput::Convolution;
  return family == ModelFamily::PartFVit ? FaceInput::Landmarks : FaceInput::Grid;
}

bool fitsFaceInput(const ModelShape& shape, FaceInput input) {
  if (input == FaceInput::Convolution) return shape.family == ModelFamily::IResNet;
  if (input != FaceInput::Grid) return shape.family == ModelFamily::PartFVit;
  const std::int64_t side = shape.imageSize / shape.patchSize;
  return shape.family != ModelFamily::IResNet && shape.imageSize % shape.patchSize == 0 &&
         side * side <= shape.landmarks;
}

std::shared_ptr<FaceModel> makeFaceModel(const ModelShape& shape, FaceInput input) {
  TORCH_CHECK(fitsFaceInput(shape, input), "makeFaceModel: ", shape.name, " with ", shape.landmarks,
              " positions, side ", shape.imageSize, " and patches of ", shape.patchSize,
              " cannot take its input as ", faceInputName(input));
  if (input == FaceInput::Convolution) return std::make_shared<ConvolutionFaceModel>(shape);
  if (input == FaceInput::Grid) return std::make_shared<GridFaceModel>(shape);
  return std::make_shared<LandmarkFaceModel>(shape, input);
}

}  // namespace lafs
