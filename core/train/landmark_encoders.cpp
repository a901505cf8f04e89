// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/landmark_encoders.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <utility>

#include "core/augment/views.h"
#include "core/base/error.h"
#include "core/model/frozen_landmark_cnn.h"
#include "core/model/patch_sampling.h"

namespace lafs {

namespace {

constexpr std::int64_t kPicturesAtOnce = 64;  // bounds the CNN's largest feature map
constexpr double kPaperSide = 112;            // the face for which α is given

}  // namespace

PatchCutter::PatchCutter(const PretrainSpec& spec, const ModelShape& shape, LandmarkDrawer draw)
    : spec_(spec), shape_(shape), draw_(std::move(draw)) {}

bool PatchCutter::shuffles(std::int64_t view) const {
  switch (shuffleFromName(spec_.shuffle)) {
    case Shuffle::All:
      return true;
    case Shuffle::SubsetOnly:
      return view >= kGlobalViews;
    case Shuffle::Off:
      break;
  }
  return false;
}

at::Tensor PatchCutter::tokens(const at::Tensor& landmarks, std::int64_t side, std::int64_t keep,
                               bool shuffle, const Batch& batch, std::int64_t view,
                               Branch branch) const {
  LandmarkDrawOptions options;
  options.landmarks = landmarks.size(1);
  options.keep = keep;
  options.perturb = spec_.perturbationAlpha > 0;
  options.shuffle = shuffle;
  options.withReplacement = spec_.subsetSampling == "with_replacement";
  LandmarkDraws draws = draw_(options, batch, view, branch);
  if (draws.noise.defined()) draws.noise = draws.noise.to(landmarks.device());
  if (draws.order.defined()) draws.order = draws.order.to(landmarks.device());
  const double alpha = spec_.perturbationAlpha * static_cast<double>(shape_.imageSize) / kPaperSide;
  const at::Tensor moved =
      perturbLandmarks(landmarks, draws.noise, alpha, spec_.perturbationClamp ? side : 0);
  return orderLandmarks(moved, draws.order);
}

void PatchCutter::placeBranches(ViewPlacement& placement, std::int64_t view,
                                const std::function<at::Tensor(Branch)>& draw) const {
  placement.tokens = draw(Branch::Student);
  if (view >= kGlobalViews) return;
  placement.teacherTokens = spec_.perturbationShared ? placement.tokens : draw(Branch::Teacher);
}

BranchViews PatchCutter::cut(const std::vector<ViewPlacement>& placements) const {
  at::NoGradGuard noGrad;
  BranchViews result;
  const auto views = static_cast<std::int64_t>(placements.size());
  for (std::int64_t view = 0; view < views; ++view) {
    const ViewPlacement& at = placements[view];
    const bool grid = !at.tokens.defined();
    result.student.push_back(grid ? gridPatches(at.picture, shape_.patchSize)
                                  : samplePatches(at.picture, at.tokens, shape_.patchSize));
    if (view >= kGlobalViews) continue;
    const bool shared = grid || at.teacherTokens.is_same(at.tokens);
    result.teacher.push_back(shared
                                 ? result.student.back()
                                 : samplePatches(at.picture, at.teacherTokens, shape_.patchSize));
  }
  return result;
}

at::Tensor landmarksOf(const FrozenLandmarkCnn& cnn, const std::vector<at::Tensor>& pictures) {
  std::vector<at::Tensor> found;
  for (const at::Tensor& chunk : at::cat(pictures).split(kPicturesAtOnce)) {
    found.push_back(cnn(chunk));
  }
  return at::cat(found);
}

LandmarkEncoder::LandmarkEncoder(const PretrainSpec& spec, const ModelShape& shape,
                                 std::shared_ptr<const FrozenLandmarkCnn> cnn, LandmarkDrawer draw)
    : cutter_(spec, shape, std::move(draw)), cnn_(std::move(cnn)) {}

std::vector<ViewPlacement> LandmarkEncoder::place(const Batch& batch,
                                                  const std::vector<at::Tensor>& found) const {
  at::NoGradGuard noGrad;
  std::vector<ViewPlacement> placements(views());
  for (std::int64_t view = 0; view < views(); ++view) {
    ViewPlacement& placement = placements[view];
    placement.picture = picture(batch, view);
    placement.found = found[view];
    if (!placement.found.defined()) continue;
    cutter_.placeBranches(placement, view, [&](Branch branch) {
      return cutter_.tokens(placement.found, placement.picture.size(-1),
                            kept(view, placement.found.size(1)), cutter_.shuffles(view), batch,
                            view, branch);
    });
  }
  return placements;
}

BranchViews LandmarkEncoder::cut(const std::vector<ViewPlacement>& placements) const {
  return cutter_.cut(placements);
}

ViewTransform LafsEncoder::transform(const ViewDrawsHook& hook) const {
  return lafsViews(cutter().spec(), cutter().shape().imageSize, hook);
}

bool LafsEncoder::onGrid(std::int64_t view) const {
  const std::string& teacher = cutter().spec().teacherViews;
  if (view >= kGlobalViews || teacher == "landmark") return false;
  return teacher == "global" || view == 1;
}

const at::Tensor& LafsEncoder::picture(const Batch& batch, std::int64_t view) const {
  return batch.views[2 * view + 1];
}

std::int64_t LafsEncoder::kept(std::int64_t view, std::int64_t landmarks) const {
  return view < kGlobalViews ? landmarks : cutter().spec().subsetLandmarks;
}

std::vector<at::Tensor> LafsEncoder::find(const Batch& batch) const {
  at::NoGradGuard noGrad;
  require(static_cast<std::int64_t>(batch.views.size()) == 2 * views(),
          "a LAFS batch holds a plain and a colour tensor for every view");
  std::vector<at::Tensor> pictures;
  for (std::int64_t view = 0; view < views(); ++view) {
    if (!onGrid(view)) pictures.push_back(batch.views[2 * view]);
  }
  std::vector<at::Tensor> found(views());
  if (pictures.empty()) return found;
  const std::vector<at::Tensor> landmarks =
      landmarksOf(cnn(), pictures).chunk(static_cast<std::int64_t>(pictures.size()));
  std::size_t next = 0;
  for (std::int64_t view = 0; view < views(); ++view) {
    if (!onGrid(view)) found[view] = landmarks[next++];
  }
  return found;
}

ViewTransform PartDinoEncoder::transform(const ViewDrawsHook& hook) const {
  return dinoViews(cutter().spec(), cutter().shape().imageSize, /*partFvit=*/true, hook);
}

const at::Tensor& PartDinoEncoder::picture(const Batch& batch, std::int64_t view) const {
  return batch.views[view];
}

std::int64_t PartDinoEncoder::kept(std::int64_t, std::int64_t landmarks) const {
  return landmarks;
}

std::vector<at::Tensor> PartDinoEncoder::find(const Batch& batch) const {
  at::NoGradGuard noGrad;
  require(static_cast<std::int64_t>(batch.views.size()) == views(),
          "a DINO batch holds one tensor for every view");
  return landmarksOf(cnn(), batch.views).chunk(views());
}

}  // namespace lafs
