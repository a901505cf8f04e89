// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/augment/views.h"
#include "core/config/experiment_spec.h"
#include "core/preview/landmark_models.h"
#include "core/preview/picture_sources.h"
#include "core/preview/recent_values.h"
#include "core/train/view_encoder.h"

namespace lafs {

/// Parts of the augmentation that a viewer may leave out; what remains is what training draws.
struct ViewSwitches {
  bool crop = true, flip = true, jitter = true, grey = true, blur = true, solarise = true;
};

/// One face as pretraining would see it.
struct ViewsQuestion {
  const FaceSource* faces = nullptr;
  std::string facesKey;  ///< differs when the source does
  std::int64_t index = 0;
  std::int64_t epoch = 0;
  ViewSwitches switches;
  ExperimentSpec spec;  ///< seed and pretrain section
};

/// One view, every tensor with a batch of one.
struct AugmentedView {
  ViewDraws draws;          ///< after the switches
  at::Tensor plain;         ///< [1, 3, S, S], what the CNN sees; undefined in DINO
  ViewPlacement placement;  ///< picture, landmarks found, tokens of student and teacher
  LandmarkDraws student;    ///< noise and order that made them; undefined parts were not drawn
  LandmarkDraws teacher;    ///< the same as the student's where both share them
  at::Tensor studentPatches, teacherPatches;  ///< [1, N, 3·P²]; teacher: global views only
};

struct AugmentedFace {
  at::Tensor source;       ///< [1, 3, S, S], the face before any crop, in [-1, 1]
  at::Tensor sourceFound;  ///< [1, R, 2], landmarks on it
  std::vector<AugmentedView> views;
};

/// Makes views by the training code: the transform of the encoder that the spec calls for, on the
/// random numbers that a loader of that stage and seed would use, the frozen CNN, and the encoder's
/// own placing and cutting. Pictures and landmarks of the faces that were asked for last are kept,
/// so that a change of α, subset, shuffle or sampling costs only what it changes. One thread.
class AugmentedViews {
 public:
  /// UserError when the spec does not fit the model, or the picture is damaged.
  AugmentedFace make(const ViewsQuestion& question, const LandmarkModel& model);

 private:
  struct Seen {
    Batch batch;
    std::vector<ViewDraws> draws;
    std::vector<at::Tensor> found;
  };
  /// A picture before any view is made of it: another seed or switch leaves it as it is.
  struct Untouched {
    Image image;
    at::Tensor face, found;
  };
  Seen see(const ViewsQuestion& question, const Image& image, std::int64_t side,
           const ViewEncoder& encoder) const;
  const Untouched& untouched(const ViewsQuestion& question, const LandmarkModel& model);

  RecentValues<Seen> recent_{8};
  RecentValues<Untouched> untouched_{8};
};

/// One picture [1, 3, S, S] in [-1, 1] as evaluation sees it.
at::Tensor wholeFace(const Image& image, std::int64_t side);

}  // namespace lafs
