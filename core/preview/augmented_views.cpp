// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/augmented_views.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <map>
#include <utility>

#include "core/augment/views.h"
#include "core/base/json.h"
#include "core/config/spec_json.h"
#include "core/train/landmark_encoders.h"
#include "core/train/stage_data.h"

namespace lafs {

namespace {

void leaveOut(const ViewSwitches& switches, int side, ViewDraws& draws) {
  if (!switches.crop) draws.box = {0, 0, side, side};
  if (!switches.flip) draws.mirrored = false;
  if (!switches.jitter) draws.colours.jitter.reset();
  if (!switches.grey) draws.colours.grey = false;
  if (!switches.blur) draws.colours.blurRadius.reset();
  if (!switches.solarise) draws.colours.solarise = false;
}

/// Everything that pictures and found landmarks depend on. Perturbation, subset and shuffle are
/// not among it.
std::string keyOf(const ViewsQuestion& question, const LandmarkModel& model) {
  const PretrainSpec& spec = question.spec.pretrain;
  const ViewSwitches& s = question.switches;
  const Json key = {question.facesKey,
                    question.index,
                    question.epoch,
                    question.spec.seed,
                    model.key,
                    spec.method,
                    spec.localViews,
                    spec.localSize,
                    spec.globalScale,
                    spec.localScale,
                    spec.normalisation,
                    spec.teacherViews,
                    s.crop,
                    s.flip,
                    s.jitter,
                    s.grey,
                    s.blur,
                    s.solarise};
  return key.dump();
}

using DrawsByView = std::map<std::pair<std::int64_t, Branch>, LandmarkDraws>;

/// Draws as training does, and writes down what was drawn.
LandmarkDrawer recordingDrawer(std::uint64_t seed, DrawsByView& record) {
  return
      [draw = seededDrawer(seed), &record](const LandmarkDrawOptions& options, const Batch& batch,
                                           std::int64_t view, Branch branch) {
        return record[{view, branch}] = draw(options, batch, view, branch);
      };
}

}  // namespace

at::Tensor wholeFace(const Image& image, std::int64_t side) {
  at::Tensor face = at::empty({1, 3, side, side}, at::kFloat);
  RandomStream unused(0);
  evaluationView(side, /*half=*/false, /*mirrored=*/false)
      .apply(image, unused, {face.data_ptr<float>()});
  return face;
}

const AugmentedViews::Untouched& AugmentedViews::untouched(const ViewsQuestion& question,
                                                           const LandmarkModel& model) {
  const Json key = {question.facesKey, question.index, model.key};
  return untouched_.get(key.dump(), [&] {
    Untouched made;
    made.image = question.faces->image(question.index);
    made.face = wholeFace(made.image, model.shape.imageSize);
    made.found = landmarksOf(*model.cnn, {made.face});
    return made;
  });
}

AugmentedViews::Seen AugmentedViews::see(const ViewsQuestion& question, const Image& image,
                                         std::int64_t side, const ViewEncoder& encoder) const {
  Seen seen;
  seen.draws.resize(encoder.views());
  const ViewTransform transform = encoder.transform([&](std::int64_t view, ViewDraws& draws) {
    leaveOut(question.switches, static_cast<int>(side), draws);
    seen.draws[view] = draws;
  });
  seen.batch.epoch = question.epoch;
  seen.batch.indices = {question.index};
  std::vector<float*> outputs;
  for (const auto& shape : transform.shapes) {
    seen.batch.views.push_back(at::empty({1, shape[0], shape[1], shape[2]}, at::kFloat));
    outputs.push_back(seen.batch.views.back().data_ptr<float>());
  }
  RandomStream random =
      sampleRandom(loaderSeed(question.spec, StageKind::Pretrain), question.epoch, question.index);
  transform.apply(image, random, outputs);
  seen.found = encoder.find(seen.batch);
  return seen;
}

AugmentedFace AugmentedViews::make(const ViewsQuestion& question, const LandmarkModel& model) {
  at::NoGradGuard noGrad;
  DrawsByView record;
  const std::uint64_t seed = landmarkDrawSeed(question.spec, StageKind::Pretrain);
  const auto encoder = makeViewEncoder(question.spec.pretrain, model.shape, model.cnn,
                                       recordingDrawer(seed, record));
  const Untouched& plain = untouched(question, model);
  const Seen& seen = recent_.get(keyOf(question, model), [&] {
    return see(question, plain.image, model.shape.imageSize, *encoder);
  });
  const std::vector<ViewPlacement> placements = encoder->place(seen.batch, seen.found);
  const BranchViews cut = encoder->cut(placements);

  AugmentedFace face;
  face.source = plain.face;
  face.sourceFound = plain.found;
  const bool disentangled = static_cast<std::int64_t>(seen.batch.views.size()) > encoder->views();
  for (std::int64_t view = 0; view < encoder->views(); ++view) {
    AugmentedView shown;
    shown.draws = seen.draws[view];
    if (disentangled) shown.plain = seen.batch.views[2 * view];
    shown.placement = placements[view];
    shown.student = record[{view, Branch::Student}];
    shown.studentPatches = cut.student[view];
    if (view < kGlobalViews) {
      const bool own = record.count({view, Branch::Teacher}) > 0;
      shown.teacher = own ? record[{view, Branch::Teacher}] : shown.student;
      shown.teacherPatches = cut.teacher[view];
    }
    face.views.push_back(shown);
  }
  return face;
}

}  // namespace lafs
