// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/dino_encoders.h"

#include <ATen/ATen.h>

#include <utility>

#include "core/augment/views.h"
#include "core/base/error.h"
#include "core/model/patch_sampling.h"

namespace lafs {

namespace {

constexpr std::int64_t kGlobalViews = 2;

}  // namespace

at::Tensor gridCoordinates(std::int64_t side, std::int64_t patchSize) {
  const std::int64_t n = side / patchSize;
  // standardLandmarks walks down the columns; a grid's tokens go along the rows.
  return standardLandmarks(side, patchSize).view({n, n, 2}).transpose(0, 1).reshape({1, n * n, 2});
}

GridDinoEncoder::GridDinoEncoder(const PretrainSpec& spec, const ModelShape& shape,
                                 LandmarkDrawer draw)
    : cutter_(spec, shape, std::move(draw)),
      augmented_(spec.perturbationAlpha > 0 || shuffleFromName(spec.shuffle) != Shuffle::Off) {}

ViewTransform GridDinoEncoder::transform() const {
  return dinoViews(cutter_.spec(), cutter_.shape().imageSize, /*partFvit=*/false);
}

at::Tensor GridDinoEncoder::tokens(const Batch& batch, std::int64_t view, Branch branch) const {
  if (!augmented_) return {};
  const at::Tensor& image = batch.views[view];
  const at::Tensor centres = gridCoordinates(image.size(-1), cutter_.shape().patchSize)
                                 .to(image.device())
                                 .expand({image.size(0), -1, -1})
                                 .contiguous();
  return cutter_.tokens(centres, image.size(-1), centres.size(1), cutter_.shuffles(view), batch,
                        view, branch);
}

at::Tensor GridDinoEncoder::patches(const Batch& batch, std::int64_t view, Branch branch) const {
  const std::int64_t patchSize = cutter_.shape().patchSize;
  const at::Tensor at = tokens(batch, view, branch);
  if (!at.defined()) return gridPatches(batch.views[view], patchSize);
  return transposePatches(samplePatches(batch.views[view], at, patchSize), patchSize);
}

std::vector<ViewPlacement> GridDinoEncoder::place(const Batch& batch) {
  at::NoGradGuard noGrad;
  std::vector<ViewPlacement> placements;
  for (std::int64_t view = 0; view < views(); ++view) {
    placements.push_back({batch.views[view], {}, tokens(batch, view, Branch::Student)});
  }
  return placements;
}

BranchViews GridDinoEncoder::encode(const Batch& batch) {
  at::NoGradGuard noGrad;
  require(static_cast<std::int64_t>(batch.views.size()) == views(),
          "a DINO batch holds one tensor for every view");
  BranchViews result;
  for (std::int64_t view = 0; view < views(); ++view) {
    result.student.push_back(patches(batch, view, Branch::Student));
    if (view >= kGlobalViews) continue;
    const bool shared = !augmented_ || cutter_.spec().perturbationShared;
    result.teacher.push_back(shared ? result.student.back()
                                    : patches(batch, view, Branch::Teacher));
  }
  return result;
}

ViewTransform PictureDinoEncoder::transform() const {
  return dinoViews(spec_, shape_.imageSize, /*partFvit=*/false);
}

BranchViews PictureDinoEncoder::encode(const Batch& batch) {
  require(static_cast<std::int64_t>(batch.views.size()) == views(),
          "a DINO batch holds one tensor for every view");
  return {batch.views, {batch.views.begin(), batch.views.begin() + kGlobalViews}};
}

std::vector<ViewPlacement> PictureDinoEncoder::place(const Batch& batch) {
  std::vector<ViewPlacement> placements;
  for (const at::Tensor& view : batch.views) placements.push_back({view, {}, {}});
  return placements;
}

}  // namespace lafs
