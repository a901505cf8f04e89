// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lafs {

/// What an image counts with before its template is made (IJB evaluation code of InsightFace).
struct PoolingOptions {
  bool keepNorm = true;       ///< N1: magnitudes stay; otherwise each image's feature has length 1
  bool detectorScore = true;  ///< D1: each feature times its face's detector score
};

/// Which template and medium each image belongs to; one entry an image.
struct TemplateImages {
  std::vector<std::int64_t> templates, media;
  std::vector<float> detectorScores;  ///< may be empty when detectorScore is off
};

/// One row a template.
struct TemplateFeatures {
  std::vector<std::int64_t> ids;  ///< ascending
  at::Tensor rows;                ///< [T, D] float32, length 1

  /// Row of a template; -1 when there is none of that id.
  std::int64_t rowOf(std::int64_t id) const;
};

/// Features of images [N, D] float32 (flip sums, or plain) as one feature a template: the images of
/// a medium are averaged, the media of a template added, the sum scaled to length 1. Sums are made
/// in double. Does not copy `features`. UserError when the lengths differ, a feature is not finite
/// or a template's sum is zero.
TemplateFeatures poolTemplates(const at::Tensor& features, const TemplateImages& images,
                               const PoolingOptions& options);

}  // namespace lafs
