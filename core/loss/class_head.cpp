// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/class_head.h"

#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"

namespace lafs {

at::Tensor unitRows(const at::Tensor& x) {
  return x / x.norm(2, {-1}, /*keepdim=*/true).clamp_min(1e-12);
}

ClassHeadImpl::ClassHeadImpl(std::int64_t classes, std::int64_t dim, double sampledShare)
    : sampledShare_(sampledShare) {
  require(classes > 0 && dim > 0, "a class head needs classes and a width");
  require(sampledShare > 0 && sampledShare <= 1, "the share of sampled classes is in (0, 1]");
  weight = register_parameter("weight", torch::empty({classes, dim}));
  torch::nn::init::xavier_uniform_(weight);
}

at::Tensor ClassHeadImpl::sampledRows(const MixedTarget& labels, RandomStream random) const {
  const std::int64_t classes = weight.size(0);
  std::vector<char> taken(classes, 0);
  std::int64_t count = 0;
  const auto take = [&](std::int64_t row) {
    require(row >= 0 && row < classes, "a label is outside the class matrix");
    if (taken[row]) return false;
    taken[row] = 1;
    ++count;
    return true;
  };
  const auto takeAll = [&](const at::Tensor& rows) {
    const at::Tensor onCpu = rows.to(at::kCPU).contiguous();
    const std::int64_t* first = onCpu.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < onCpu.numel(); ++i) take(first[i]);
  };
  takeAll(labels.first);
  if (labels.mixed()) takeAll(labels.second);

  const auto wanted = static_cast<std::int64_t>(std::ceil(sampledShare_ * classes));
  // Fisher-Yates from the front, stopped as soon as enough classes are in.
  std::vector<std::int64_t> order(classes);
  for (std::int64_t i = 0; i < classes; ++i) order[i] = i;
  for (std::int64_t i = 0; i < classes && count < wanted; ++i) {
    std::swap(order[i], order[i + random.below(classes - i)]);
    take(order[i]);
  }

  at::Tensor rows = torch::empty({count}, torch::kInt64);
  std::int64_t* out = rows.data_ptr<std::int64_t>();
  for (std::int64_t row = 0; row < classes; ++row) {
    if (taken[row]) *out++ = row;
  }
  return rows.to(weight.device());
}

ClassScores ClassHeadImpl::forward(const at::Tensor& embedding, const MixedTarget& labels,
                                   RandomStream random) {
  const at::Tensor features = embedding.to(at::kFloat);
  ClassScores scores;
  scores.labels = labels;
  scores.norms = features.detach().norm(2, {1}, /*keepdim=*/false);
  at::Tensor matrix = weight;
  if (sampledShare_ < 1) {
    const at::Tensor rows = sampledRows(labels, random);
    matrix = at::embedding(weight, rows, -1, false, /*sparse=*/true);
    scores.labels.first = at::searchsorted(rows, labels.first);
    if (labels.mixed()) scores.labels.second = at::searchsorted(rows, labels.second);
  }
  scores.cosine = at::linear(unitRows(features), unitRows(matrix));
  return scores;
}

}  // namespace lafs
