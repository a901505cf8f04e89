// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/train/view_encoder.h"

namespace lafs {

/// What every encoder that cuts patches at landmarks shares: noise, order, sampling.
class PatchCutter {
 public:
  PatchCutter(const PretrainSpec& spec, const ModelShape& shape, LandmarkDrawer draw);

  /// Where the tokens of `view` go: landmarks [B, R, 2] on pictures of `side` pixels after
  /// perturbation and ordering, [B, keep, 2]; shuffled when `shuffle` is set.
  at::Tensor tokens(const at::Tensor& landmarks, std::int64_t side, std::int64_t keep, bool shuffle,
                    const Batch& batch, std::int64_t view, Branch branch) const;

  /// Puts the student's tokens at `draw(Branch::Student)` and, for a global view, the teacher's at
  /// the same place or at draws of their own, as the spec says.
  void placeBranches(ViewPlacement& placement, std::int64_t view,
                     const std::function<at::Tensor(Branch)>& draw) const;

  /// The patches of every view at its tokens.
  BranchViews cut(const std::vector<ViewPlacement>& placements) const;

  bool shuffles(std::int64_t view) const;  ///< by the shuffle setting; views 0 and 1 are global
  const PretrainSpec& spec() const { return spec_; }
  const ModelShape& shape() const { return shape_; }

 private:
  PretrainSpec spec_;
  ModelShape shape_;
  LandmarkDrawer draw_;
};

/// What the encoders share that place their tokens on the landmarks of a frozen CNN.
class LandmarkEncoder : public ViewEncoder {
 public:
  LandmarkEncoder(const PretrainSpec& spec, const ModelShape& shape,
                  std::shared_ptr<const FrozenLandmarkCnn> cnn, LandmarkDrawer draw);
  using ViewEncoder::place;
  std::int64_t views() const override { return 2 + cutter_.spec().localViews; }
  std::vector<ViewPlacement> place(const Batch& batch,
                                   const std::vector<at::Tensor>& found) const override;
  BranchViews cut(const std::vector<ViewPlacement>& placements) const override;

 protected:
  /// What the patches of a view are cut from.
  virtual const at::Tensor& picture(const Batch& batch, std::int64_t view) const = 0;
  /// How many of the landmarks of a view become tokens.
  virtual std::int64_t kept(std::int64_t view, std::int64_t landmarks) const = 0;

  const PatchCutter& cutter() const { return cutter_; }
  const FrozenLandmarkCnn& cnn() const { return *cnn_; }

 private:
  PatchCutter cutter_;
  std::shared_ptr<const FrozenLandmarkCnn> cnn_;
};

/// LAFS (Alg. 1): landmarks from the plain tensor of a view, patches from its colour tensor; two
/// views with all landmarks, the others with a random subset.
class LafsEncoder : public LandmarkEncoder {
 public:
  using LandmarkEncoder::LandmarkEncoder;
  ViewTransform transform(const ViewDrawsHook& hook = {}) const override;
  std::vector<at::Tensor> find(const Batch& batch) const override;

 private:
  const at::Tensor& picture(const Batch& batch, std::int64_t view) const override;
  std::int64_t kept(std::int64_t view, std::int64_t landmarks) const override;
  /// Table 7: whether global view `view` is cut along the plain grid instead.
  bool onGrid(std::int64_t view) const;
};

/// DINO with the patches of a Part fViT (Table 3): the frozen CNN sees the augmented view itself
/// and every landmark of every view is used.
class PartDinoEncoder : public LandmarkEncoder {
 public:
  using LandmarkEncoder::LandmarkEncoder;
  ViewTransform transform(const ViewDrawsHook& hook = {}) const override;
  std::vector<at::Tensor> find(const Batch& batch) const override;

 private:
  const at::Tensor& picture(const Batch& batch, std::int64_t view) const override;
  std::int64_t kept(std::int64_t view, std::int64_t landmarks) const override;
};

/// Landmarks [B, R, 2] of pictures [B, 3, S, S], a bounded number of pictures at a time.
at::Tensor landmarksOf(const FrozenLandmarkCnn& cnn, const std::vector<at::Tensor>& pictures);

}  // namespace lafs
