// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/dino_encoders.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <utility>

#include "core/augment/views.h"
#include "core/base/error.h"
#include "core/model/patch_sampling.h"

namespace lafs {

at::Tensor gridCoordinates(std::int64_t side, std::int64_t patchSize) {
  const std::int64_t n = side / patchSize;
  // standardLandmarks walks down the columns; a grid's tokens go along the rows.
  return standardLandmarks(side, patchSize).view({n, n, 2}).transpose(0, 1).reshape({1, n * n, 2});
}

GridDinoEncoder::GridDinoEncoder(const PretrainSpec& spec, const ModelShape& shape,
                                 LandmarkDrawer draw)
    : cutter_(spec, shape, std::move(draw)),
      augmented_(spec.perturbationAlpha > 0 || shuffleFromName(spec.shuffle) != Shuffle::Off) {}

ViewTransform GridDinoEncoder::transform(const ViewDrawsHook& hook) const {
  return dinoViews(cutter_.spec(), cutter_.shape().imageSize, /*partFvit=*/false, hook);
}

at::Tensor GridDinoEncoder::tokens(const Batch& batch, std::int64_t view, Branch branch) const {
  const at::Tensor& image = batch.views[view];
  const at::Tensor centres = gridCoordinates(image.size(-1), cutter_.shape().patchSize)
                                 .to(image.device())
                                 .expand({image.size(0), -1, -1})
                                 .contiguous();
  return cutter_.tokens(centres, image.size(-1), centres.size(1), cutter_.shuffles(view), batch,
                        view, branch);
}

std::vector<ViewPlacement> GridDinoEncoder::place(const Batch& batch,
                                                  const std::vector<at::Tensor>&) const {
  at::NoGradGuard noGrad;
  require(static_cast<std::int64_t>(batch.views.size()) == views(),
          "a DINO batch holds one tensor for every view");
  std::vector<ViewPlacement> placements(views());
  for (std::int64_t view = 0; view < views(); ++view) {
    placements[view].picture = batch.views[view];
    if (!augmented_) continue;
    cutter_.placeBranches(placements[view], view,
                          [&](Branch branch) { return tokens(batch, view, branch); });
  }
  return placements;
}

BranchViews GridDinoEncoder::cut(const std::vector<ViewPlacement>& placements) const {
  BranchViews views = cutter_.cut(placements);
  if (!augmented_) return views;
  // Sampled patches come in the layout of landmarks.
  for (std::size_t view = 0; view < views.student.size(); ++view) {
    const at::Tensor sampled = views.student[view];
    views.student[view] = transposePatches(sampled, cutter_.shape().patchSize);
    if (view >= views.teacher.size()) continue;
    views.teacher[view] = views.teacher[view].is_same(sampled)
                              ? views.student[view]
                              : transposePatches(views.teacher[view], cutter_.shape().patchSize);
  }
  return views;
}

ViewTransform PictureDinoEncoder::transform(const ViewDrawsHook& hook) const {
  return dinoViews(spec_, shape_.imageSize, /*partFvit=*/false, hook);
}

std::vector<ViewPlacement> PictureDinoEncoder::place(const Batch& batch,
                                                     const std::vector<at::Tensor>&) const {
  require(static_cast<std::int64_t>(batch.views.size()) == views(),
          "a DINO batch holds one tensor for every view");
  std::vector<ViewPlacement> placements;
  for (const at::Tensor& view : batch.views) placements.push_back({view, {}, {}, {}});
  return placements;
}

BranchViews PictureDinoEncoder::cut(const std::vector<ViewPlacement>& placements) const {
  BranchViews views;
  for (const ViewPlacement& placement : placements) views.student.push_back(placement.picture);
  views.teacher.assign(views.student.begin(), views.student.begin() + kGlobalViews);
  return views;
}

}  // namespace lafs
