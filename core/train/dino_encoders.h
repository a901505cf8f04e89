// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/landmark_encoders.h"

namespace lafs {

/// DINO-face on an fViT: every view cut along the plain grid. With perturbation or shuffle
/// (Table 2) patches are sampled at the grid's own coordinates instead, which blurs them by half a
/// pixel, and keep the grid's layout.
class GridDinoEncoder : public ViewEncoder {
 public:
  GridDinoEncoder(const PretrainSpec& spec, const ModelShape& shape, LandmarkDrawer draw);
  using ViewEncoder::place;
  ViewTransform transform(const ViewDrawsHook& hook = {}) const override;
  std::int64_t views() const override { return 2 + cutter_.spec().localViews; }
  std::vector<ViewPlacement> place(const Batch& batch,
                                   const std::vector<at::Tensor>& found) const override;
  BranchViews cut(const std::vector<ViewPlacement>& placements) const override;

 private:
  /// Where the tokens of a view go.
  at::Tensor tokens(const Batch& batch, std::int64_t view, Branch branch) const;

  PatchCutter cutter_;
  bool augmented_;
};

/// DINO-face on a convolutional network: the views as they are.
class PictureDinoEncoder : public ViewEncoder {
 public:
  PictureDinoEncoder(const PretrainSpec& spec, const ModelShape& shape)
      : spec_(spec), shape_(shape) {}
  using ViewEncoder::place;
  ViewTransform transform(const ViewDrawsHook& hook = {}) const override;
  std::int64_t views() const override { return 2 + spec_.localViews; }
  std::vector<ViewPlacement> place(const Batch& batch,
                                   const std::vector<at::Tensor>& found) const override;
  BranchViews cut(const std::vector<ViewPlacement>& placements) const override;

 private:
  PretrainSpec spec_;
  ModelShape shape_;
};

/// Patch centres of a square picture, tokens by rows: [1, n², 2] with n = side / patchSize.
at::Tensor gridCoordinates(std::int64_t side, std::int64_t patchSize);

}  // namespace lafs
