// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/class_head.h"

#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"

namespace lafs {

namespace {

/// Labels as columns of the sorted class numbers `rows`, or the column behind them.
at::Tensor columnsOf(const at::Tensor& labels, const at::Tensor& rows, const RowRange& own) {
  const at::Tensor here = labels.ge(own.first).logical_and(labels.lt(own.first + own.count));
  return at::where(here, at::searchsorted(rows, labels), at::full_like(labels, rows.size(0)));
}

/// Whether the largest cosine of each sample over all ranks is its label's, as a share.
double accuracyOverRanks(const at::Tensor& cosine, const at::Tensor& rows,
                         const at::Tensor& labels) {
  const std::int64_t samples = cosine.size(0);
  at::Tensor value = at::full({samples}, -2, cosine.options().dtype(at::kDouble));
  at::Tensor label = at::full_like(labels, -1);
  if (rows.size(0) > 0) {
    const auto best = cosine.detach().max(1);
    value = std::get<0>(best).to(at::kDouble);
    label = rows.index_select(0, std::get<1>(best));
  }
  const at::Tensor values = at::stack(rankGroup()->gather(value));
  const at::Tensor found = at::stack(rankGroup()->gather(label));
  const at::Tensor winner = found.gather(0, values.argmax(0, /*keepdim=*/true)).squeeze(0);
  return winner.eq(labels).to(at::kDouble).mean().item<double>();
}

}  // namespace

at::Tensor unitRows(const at::Tensor& x) {
  return x / x.norm(2, {-1}, /*keepdim=*/true).clamp_min(1e-12);
}

ClassHeadImpl::ClassHeadImpl(std::int64_t classes, std::int64_t dim, double sampledShare)
    : classes_(classes), sampledShare_(sampledShare), own_(rowsOfRank(classes)) {
  require(classes > 0 && dim > 0, "a class head needs classes and a width");
  require(sampledShare > 0 && sampledShare <= 1, "the share of sampled classes is in (0, 1]");
  // The whole matrix is drawn, so that its numbers do not depend on how many ranks share it.
  at::Tensor whole = torch::empty({classes, dim});
  torch::nn::init::xavier_uniform_(whole);
  weight = register_parameter(
      "weight", own_.count == classes ? whole : whole.narrow(0, own_.first, own_.count).clone());
}

at::Tensor ClassHeadImpl::sampledRows(const MixedTarget& labels, RandomStream random) const {
  const std::int64_t classes = classes_;
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

void ClassHeadImpl::scoreRows(ClassScores& scores, const at::Tensor& features,
                              const at::Tensor& all) {
  at::Tensor matrix = weight;
  if (all.defined()) {
    matrix = at::embedding(weight, all, -1, false, /*sparse=*/true);
    MixedTarget& labels = scores.labels;
    labels.first = at::searchsorted(all, labels.first);
    if (labels.mixed()) labels.second = at::searchsorted(all, labels.second);
  }
  scores.cosine = at::linear(unitRows(features), unitRows(matrix));
  scores.accuracy = scores.cosine.detach()
                        .argmax(1)
                        .eq(scores.labels.first)
                        .to(at::kDouble)
                        .mean()
                        .item<double>();
}

void ClassHeadImpl::scoreOwnRows(ClassScores& scores, const at::Tensor& features,
                                 const at::Tensor& all) {
  at::Tensor matrix = weight;
  at::Tensor rows = at::arange(own_.first, own_.first + own_.count, scores.labels.first.options());
  if (all.defined()) {
    rows = all.masked_select(all.ge(own_.first).logical_and(all.lt(own_.first + own_.count)));
    matrix = at::embedding(weight, rows - own_.first, -1, false, /*sparse=*/true);
  }
  const at::Tensor classes = at::linear(unitRows(features), unitRows(matrix));
  scores.accuracy = accuracyOverRanks(classes, rows, scores.labels.first);
  scores.cosine = at::cat({classes, at::zeros({classes.size(0), 1}, classes.options())}, 1);
  MixedTarget& labels = scores.labels;
  labels.overRanks = true;
  labels.first = columnsOf(labels.first, rows, own_);
  if (labels.second.defined()) labels.second = columnsOf(labels.second, rows, own_);
}

ClassScores ClassHeadImpl::forward(const at::Tensor& embedding, const MixedTarget& labels,
                                   RandomStream random) {
  const at::Tensor features = gatherBatch(embedding.to(at::kFloat));
  ClassScores scores;
  scores.labels = labels;
  if (rankGroup()) {
    scores.labels.first = gatherRows(labels.first);
    if (labels.second.defined()) scores.labels.second = gatherRows(labels.second);
  }
  scores.norms = features.detach().norm(2, {1}, /*keepdim=*/false);
  at::Tensor sampled;
  if (sampledShare_ < 1) sampled = sampledRows(scores.labels, random);
  if (rankGroup()) {
    scoreOwnRows(scores, features, sampled);
  } else {
    scoreRows(scores, features, sampled);
  }
  return scores;
}

}  // namespace lafs
