// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/data/face_source.h"
#include "core/model/face_model.h"

namespace lafs {

struct EmbedOptions {
  std::int64_t batchSize = 64;
  std::int64_t loaderThreads = 2;
  bool halfRange = false;      ///< v/255 - 0.5 instead of [-1, 1] (the released evaluation)
  std::string device = "cpu";  ///< as LibTorch writes it
};

struct Embeddings {
  at::Tensor sums;      ///< [N, D] float32: embedding of the face plus that of its mirror image
  double meanNorm = 0;  ///< mean length before the sum, over both passes
};

/// Called after each batch with images done; false stops the embedding.
using EmbedProgress = std::function<bool(std::int64_t done)>;

/// Embeds `indices` of `source` in that order with flip test: both the face and its mirror image
/// go through `model` (which is put into eval mode), and their embeddings are added without
/// normalisation (InsightFace, eval/verification.py). Stopped by `progress`: result is empty.
Embeddings embedFaces(FaceModel& model, const std::shared_ptr<const FaceSource>& source,
                      const std::vector<std::int64_t>& indices, const EmbedOptions& options,
                      const EmbedProgress& progress);

}  // namespace lafs
