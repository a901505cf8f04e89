// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/model_spec.h"

namespace lafs {

enum class ModelFamily { FVit, PartFVit, IResNet };

/// Every size of one network, resolved: what the modules are built from.
struct ModelShape {
  std::string name;
  ModelFamily family = ModelFamily::PartFVit;
  std::int64_t imageSize = 112;
  std::int64_t patchSize = 8;
  std::int64_t landmarks = 196;  ///< R; tokens of a full view. A grid has (imageSize/patchSize)^2
  std::int64_t dim = 512;
  std::int64_t depth = 3;
  std::int64_t heads = 11;
  std::int64_t headDim = 64;
  std::int64_t mlpDim = 2560;
  double cnnWidth = 1.0;         ///< landmark CNN width multiplier (channels rounded to 8)
  std::int64_t resnetDepth = 0;  ///< 18 | 50 | 100
  bool resnetAvgPool = false;
  double dropout = 0.1;
  double dropPath = 0.1;
  double tokenSpread = 1;  ///< standard deviation of fresh position embeddings and class token
  bool landmarksStartOnGrid = false;  ///< what a fresh landmark CNN predicts
  bool attentionScaleByHead = false;

  std::int64_t patchValues() const { return 3 * patchSize * patchSize; }
  bool hasLandmarkCnn() const { return family == ModelFamily::PartFVit; }
};

/// One row of `describe model`: a layer or group of layers.
struct LayerCost {
  std::string name;
  std::string output;             ///< shape without the batch, e.g. "16x56x56"
  std::int64_t parameters = 0;    ///< trainable numbers (buffers not counted)
  std::int64_t multiplyAdds = 0;  ///< Linear and Conv only, as the authors count
};

/// Names that `resolveModel` knows, in the order in which they are listed to people.
std::vector<std::string> modelPresets();

/// Sizes of `spec`; UserError when the preset is unknown or sizes do not fit together.
ModelShape resolveModel(const ModelSpec& spec);

/// Costs layer by layer at one image, by arithmetic alone (no LibTorch). The parameters sum up to
/// 15,280,736 for `part-fvit-tiny`, 66,955,616 for `part-fvit-b` and 65,156,160 for `iresnet-100`.
std::vector<LayerCost> layerCosts(const ModelShape& shape);

/// Multiply-adds of the two attention products (queries with keys, weights with values) at one
/// image. The authors' counter looks at modules only, so their 2.48 G leave these out; so does
/// layerCosts. 0 for a convolutional network.
std::int64_t attentionMultiplyAdds(const ModelShape& shape);

/// Channels of landmark-CNN layer widths scaled by `width`: rounded to multiples of 8, never below
/// 90 % of the exact value (MobileNet's rule); `width` 1 leaves every number as it is.
std::int64_t scaledChannels(std::int64_t channels, double width);

}  // namespace lafs
