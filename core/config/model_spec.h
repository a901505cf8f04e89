// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace lafs {

/// Which network. `preset` gives every size; a field above zero replaces the preset's.
struct ModelSpec {
  std::string preset = "part-fvit-tiny";  ///< see model_shape.h; `describe model` lists them
  std::int64_t imageSize = 0;             ///< side of the face in pixels
  std::int64_t patchSize = 0;             ///< side of a patch in pixels
  std::int64_t landmarks = 0;             ///< R, landmarks (and patches) of a full view
  std::int64_t dim = 0;                   ///< D, token and embedding width
  std::int64_t depth = 0;                 ///< L, transformer blocks
  std::int64_t heads = 0;                 ///< h, attention heads
  std::int64_t headDim = 0;               ///< width of one head
  std::int64_t mlpDim = 0;                ///< M, hidden width of the feed-forward part
  double cnnWidth = 0;                    ///< width multiplier of the landmark CNN
  double dropout = 0.1;                   ///< tokens and blocks
  double dropPath = 0.1;                  ///< constant in every residual branch
  double tokenSpread = 1;  ///< standard deviation of fresh position embeddings and class token
  std::string landmarkStart = "random";  ///< fresh landmark CNN: random | grid
  std::string attentionScale = "width";  ///< width: D^-0.5 (released code) | head: dh^-0.5
  std::string resnetHead = "fc";         ///< IResNet: fc | avgpool (released code)
};

}  // namespace lafs
