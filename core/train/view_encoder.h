// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <vector>

#include "core/augment/views.h"
#include "core/config/model_shape.h"
#include "core/config/stage_specs.h"
#include "core/data/loader.h"
#include "core/model/frozen_landmark_cnn.h"
#include "core/train/landmark_views.h"

namespace lafs {

/// What the two networks of self-distillation read for one batch: patch vectors [B, N, 3·P²] for a
/// transformer, pictures [B, 3, S, S] for a convolutional one. Views 0 and 1 are global. Without
/// gradient.
struct BranchViews {
  std::vector<at::Tensor> student;  ///< every view
  std::vector<at::Tensor> teacher;  ///< views 0 and 1
};

/// Where the tokens of one view come from.
struct ViewPlacement {
  at::Tensor picture;  ///< [B, 3, S, S], what the patches are cut from
  at::Tensor found;    ///< [B, R, 2], landmarks before augmentation; undefined without landmarks
  /// [B, N, 2], where token n of the student is cut; undefined where patches follow the grid.
  at::Tensor tokens;
  /// The teacher's, views 0 and 1 only; the same tensor where both branches share one.
  at::Tensor teacherTokens;
};

/// Turns the views that a loader made into what the networks read: find, place, cut. One thread.
/// The three steps stand apart so that a viewer may keep the result of the first, which is the
/// dear one, while it changes what the others do.
class ViewEncoder {
 public:
  virtual ~ViewEncoder() = default;
  /// What the loader has to make; `hook` sees and may change what is drawn for each view.
  virtual ViewTransform transform(const ViewDrawsHook& hook = {}) const = 0;
  virtual std::int64_t views() const = 0;  ///< student views
  /// Landmarks [B, R, 2] of every view; undefined for a view without.
  virtual std::vector<at::Tensor> find(const Batch& batch) const;
  /// The views of `batch` with their tokens placed on the landmarks `found`.
  virtual std::vector<ViewPlacement> place(const Batch& batch,
                                           const std::vector<at::Tensor>& found) const = 0;
  virtual BranchViews cut(const std::vector<ViewPlacement>& placements) const = 0;

  std::vector<ViewPlacement> place(const Batch& batch) const;  ///< find, place
  BranchViews encode(const Batch& batch) const;                ///< find, place, cut
};

/// Where the landmark randomness of a view comes from; drawLandmarks keyed by the seed unless
/// someone injects numbers of his own.
using LandmarkDrawer = std::function<LandmarkDraws(
    const LandmarkDrawOptions& options, const Batch& batch, std::int64_t view, Branch branch)>;

LandmarkDrawer seededDrawer(std::uint64_t seed);

/// The encoder that `spec` and the model call for:
///   lafs on a Part fViT   landmark views (LAFS, Alg. 1); needs `cnn`
///   dino on a Part fViT   every landmark of every view (Table 3); needs `cnn`
///   dino on an fViT       the plain grid, or grid coordinates with perturbation or shuffle (Table
///   2) dino on an IResNet    the pictures themselves
/// UserError for any other combination, and when global grid views have more patches than the
/// model has positions.
std::unique_ptr<ViewEncoder> makeViewEncoder(const PretrainSpec& spec, const ModelShape& shape,
                                             std::shared_ptr<const FrozenLandmarkCnn> cnn,
                                             LandmarkDrawer draw);

}  // namespace lafs
