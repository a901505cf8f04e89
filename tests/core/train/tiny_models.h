// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include <vector>

#include "core/config/model_shape.h"
#include "core/config/stage_specs.h"
#include "core/data/loader.h"

namespace lafs::test {

/// A Part fViT of 32-pixel faces and 16 landmarks that trains in milliseconds.
inline ModelShape tinyShape(ModelFamily family = ModelFamily::PartFVit) {
  ModelShape shape;
  shape.name = "tiny";
  shape.family = family;
  shape.imageSize = 32;
  shape.patchSize = 8;
  shape.landmarks = 16;
  shape.dim = 16;
  shape.depth = 1;
  shape.heads = 2;
  shape.headDim = 8;
  shape.mlpDim = 32;
  shape.cnnWidth = 0.25;
  shape.dropout = 0;
  shape.dropPath = 0;
  return shape;
}

inline PretrainSpec tinyPretraining() {
  PretrainSpec spec;
  spec.epochs = 4;
  spec.localViews = 2;
  spec.localSize = 16;
  spec.subsetLandmarks = 4;
  spec.headOutputs = 24;
  spec.headHidden = 16;
  spec.headBottleneck = 8;
  return spec;
}

/// `views` random pictures of `side` pixels for `images` faces, values in [-1, 1].
inline Batch randomBatch(std::int64_t views, std::int64_t images, std::int64_t side,
                         std::uint64_t seed = 1) {
  torch::manual_seed(seed);
  Batch batch;
  for (std::int64_t view = 0; view < views; ++view) {
    batch.views.push_back(torch::rand({images, 3, side, side}) * 2 - 1);
  }
  for (std::int64_t image = 0; image < images; ++image) batch.indices.push_back(10 + image);
  batch.labels = torch::arange(images);
  return batch;
}

}  // namespace lafs::test
