// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/view_encoder.h"

#include <utility>

#include "core/base/error.h"
#include "core/train/dino_encoders.h"

namespace lafs {

namespace {

void checkGridFits(const PretrainSpec& spec, const ModelShape& shape) {
  if (spec.method != "lafs" || spec.teacherViews == "landmark") return;
  const std::int64_t side = shape.imageSize / shape.patchSize;
  if (side * shape.patchSize == shape.imageSize && side * side <= shape.landmarks) return;
  throw UserError("pretrain.teacher_views",
                  "'" + spec.teacherViews + "' cuts faces of " + std::to_string(shape.imageSize) +
                      " pixels along a grid of " + std::to_string(shape.patchSize) +
                      ", which does not fit the model's " + std::to_string(shape.landmarks) +
                      " positions",
                  "use teacher_views: landmark, or a patch size whose grid fits");
}

}  // namespace

LandmarkDrawer seededDrawer(std::uint64_t seed) {
  return [seed](const LandmarkDrawOptions& options, const Batch& batch, std::int64_t view,
                Branch branch) {
    return drawLandmarks(options, seed, batch.epoch, batch.indices, view, branch);
  };
}

std::vector<at::Tensor> ViewEncoder::find(const Batch&) const {
  return std::vector<at::Tensor>(static_cast<std::size_t>(views()));
}

std::vector<ViewPlacement> ViewEncoder::place(const Batch& batch) const {
  return place(batch, find(batch));
}

BranchViews ViewEncoder::encode(const Batch& batch) const {
  return cut(place(batch));
}

std::unique_ptr<ViewEncoder> makeViewEncoder(const PretrainSpec& spec, const ModelShape& shape,
                                             std::shared_ptr<const FrozenLandmarkCnn> cnn,
                                             LandmarkDrawer draw) {
  const bool part = shape.family == ModelFamily::PartFVit;
  if (spec.method == "lafs") {
    if (!part) {
      throw UserError("pretrain.method", "lafs needs a Part fViT, not " + shape.name,
                      "choose a part-fvit model, or method dino");
    }
    if (spec.subsetLandmarks > shape.landmarks) {
      throw UserError("pretrain.subset_landmarks",
                      std::to_string(spec.subsetLandmarks) + " is more than the model's " +
                          std::to_string(shape.landmarks) + " landmarks");
    }
    checkGridFits(spec, shape);
    require(cnn != nullptr, "LAFS needs a landmark CNN");
    return std::make_unique<LafsEncoder>(spec, shape, std::move(cnn), std::move(draw));
  }
  if (spec.method != "dino") {
    throw UserError("pretrain.method", "there is no pretraining '" + spec.method + "'",
                    "use lafs or dino");
  }
  if (part) {
    require(cnn != nullptr, "DINO on a Part fViT needs a landmark CNN");
    return std::make_unique<PartDinoEncoder>(spec, shape, std::move(cnn), std::move(draw));
  }
  if (shape.family == ModelFamily::IResNet) {
    return std::make_unique<PictureDinoEncoder>(spec, shape);
  }
  return std::make_unique<GridDinoEncoder>(spec, shape, std::move(draw));
}

}  // namespace lafs
