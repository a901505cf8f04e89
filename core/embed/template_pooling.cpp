// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/template_pooling.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "core/embed/kernels/score_kernels.h"

namespace lafs {

namespace {

/// Images in order of template, then of medium, and where each template begins.
struct Grouping {
  std::vector<std::uint32_t> order;
  std::vector<std::int64_t> ids;
  std::vector<std::size_t> starts;  ///< one more than templates
};

Grouping groupByTemplate(const TemplateImages& images) {
  Grouping groups;
  groups.order.resize(images.templates.size());
  std::iota(groups.order.begin(), groups.order.end(), 0u);
  std::stable_sort(groups.order.begin(), groups.order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (images.templates[a] != images.templates[b]) {
      return images.templates[a] < images.templates[b];
    }
    return images.media[a] < images.media[b];
  });
  for (std::size_t i = 0; i < groups.order.size(); ++i) {
    const std::int64_t id = images.templates[groups.order[i]];
    if (!groups.ids.empty() && groups.ids.back() == id) continue;
    groups.ids.push_back(id);
    groups.starts.push_back(i);
  }
  groups.starts.push_back(groups.order.size());
  return groups;
}

/// Weight of one image's feature.
double weightOf(const float* feature, std::int64_t width, std::uint32_t image,
                const TemplateImages& images, const PoolingOptions& options) {
  double weight = options.detectorScore ? images.detectorScores[image] : 1;
  if (options.keepNorm) return weight;
  double squares = 0;
  for (std::int64_t d = 0; d < width; ++d) {
    squares += static_cast<double>(feature[d]) * static_cast<double>(feature[d]);
  }
  return weight / std::sqrt(squares);
}

/// Sum over the media of images [begin, end) of `groups` as a row of length 1; false when the sum
/// has no length.
bool poolOne(const float* features, std::int64_t width, const Grouping& groups, std::size_t begin,
             std::size_t end, const TemplateImages& images, const PoolingOptions& options,
             std::vector<double>& sum, float* row) {
  std::fill(sum.begin(), sum.end(), 0.0);
  for (std::size_t i = begin; i < end;) {
    std::size_t last = i + 1;
    const std::int64_t medium = images.media[groups.order[i]];
    while (last < end && images.media[groups.order[last]] == medium) ++last;
    const double share = 1.0 / static_cast<double>(last - i);
    for (; i < last; ++i) {
      const std::uint32_t image = groups.order[i];
      const float* feature = features + static_cast<std::int64_t>(image) * width;
      scoreKernels().accumulate(sum.data(), feature,
                                share * weightOf(feature, width, image, images, options), width);
    }
  }
  double squares = 0;
  for (const double value : sum) squares += value * value;
  if (!(squares > 0) || !std::isfinite(squares)) return false;
  const double scale = 1 / std::sqrt(squares);
  for (std::int64_t d = 0; d < width; ++d) row[d] = static_cast<float>(sum[d] * scale);
  return true;
}

void checkImages(const at::Tensor& features, const TemplateImages& images,
                 const PoolingOptions& options) {
  TORCH_CHECK(
      features.dim() == 2 && features.scalar_type() == at::kFloat && features.is_contiguous(),
      "features must be a contiguous [N, D] float32 matrix");
  const auto count = static_cast<std::size_t>(features.size(0));
  if (images.templates.size() != count || images.media.size() != count ||
      (options.detectorScore && images.detectorScores.size() != count)) {
    throw UserError("features",
                    "found " + std::to_string(count) + " features for " +
                        std::to_string(images.templates.size()) + " images of the protocol",
                    "give one feature for each line of the image list, in its order");
  }
}

}  // namespace

std::int64_t TemplateFeatures::rowOf(std::int64_t id) const {
  const auto found = std::lower_bound(ids.begin(), ids.end(), id);
  return found == ids.end() || *found != id ? -1 : found - ids.begin();
}

TemplateFeatures poolTemplates(const at::Tensor& features, const TemplateImages& images,
                               const PoolingOptions& options) {
  checkImages(features, images, options);
  Grouping groups = groupByTemplate(images);
  const auto count = static_cast<std::int64_t>(groups.ids.size());
  const std::int64_t width = features.size(1);
  TemplateFeatures result;
  result.rows = at::empty({count, width}, at::kFloat);
  const float* in = features.data_ptr<float>();
  float* out = result.rows.data_ptr<float>();
  std::atomic<std::int64_t> failed{-1};
  at::parallel_for(0, count, 16, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> sum(static_cast<std::size_t>(width));
    for (std::int64_t t = begin; t < end; ++t) {
      if (!poolOne(in, width, groups, groups.starts[t], groups.starts[t + 1], images, options, sum,
                   out + t * width)) {
        failed = groups.ids[t];
      }
    }
  });
  if (failed >= 0) {
    throw UserError(
        "features",
        "template " + std::to_string(failed) + " has a feature that is zero or not finite",
        "the features are damaged: make them again");
  }
  result.ids = std::move(groups.ids);
  return result;
}

}  // namespace lafs
