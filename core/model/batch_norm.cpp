// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/batch_norm.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace lafs {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Every axis but the channels'.
std::vector<std::int64_t> statisticsAxes(const at::Tensor& x) {
  std::vector<std::int64_t> axes = {0};
  for (std::int64_t axis = 2; axis < x.dim(); ++axis) axes.push_back(axis);
  return axes;
}

/// A vector over channels in a shape that broadcasts against x.
at::Tensor perChannel(const at::Tensor& values, const at::Tensor& x) {
  std::vector<std::int64_t> shape(x.dim(), 1);
  shape[1] = x.size(1);
  return values.view(shape);
}

struct Statistics {
  at::Tensor mean, variance;  ///< [C] float64, biased
};

/// Of the whole batch. The variance is the mean of the ranks' own plus that of their means, which
/// loses nothing to cancellation, unlike sums of squares.
Statistics wholeStatistics(const at::Tensor& x) {
  RankGroup& group = *rankGroup();
  const double size = static_cast<double>(group.size());
  const auto axes = statisticsAxes(x);
  const at::Tensor ownMean = x.mean(axes).to(at::kDouble);
  const at::Tensor ownVariance = x.var(axes, /*unbiased=*/false).to(at::kDouble);
  const at::Tensor mean = ownMean.clone();
  group.sum({mean});
  mean.div_(size);
  const at::Tensor variance = ownVariance + (ownMean - mean).square();
  group.sum({variance});
  return {mean, variance.div_(size)};
}

struct BatchNormFunction : torch::autograd::Function<BatchNormFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& bias, const Statistics& statistics, double epsilon) {
    const at::Tensor mean = statistics.mean.to(x.scalar_type());
    const at::Tensor scale = (statistics.variance + epsilon).rsqrt().to(x.scalar_type());
    const at::Tensor normed = (x - perChannel(mean, x)) * perChannel(scale, x);
    context->save_for_backward({normed, weight, scale});
    return normed * perChannel(weight, x) + perChannel(bias, x);
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const auto saved = context->get_saved_variables();
    const at::Tensor& normed = saved[0];
    const at::Tensor& gradient = upstream[0];
    const auto axes = statisticsAxes(normed);
    const at::Tensor sum = gradient.sum(axes);
    const at::Tensor sumNormed = (gradient * normed).sum(axes);
    const at::Tensor whole = at::stack({sum, sumNormed}).to(at::kDouble);
    RankGroup& group = *rankGroup();
    group.sum({whole});
    const double count =
        static_cast<double>(normed.numel() / normed.size(1)) * static_cast<double>(group.size());
    const at::Tensor means = whole.div_(count).to(gradient.scalar_type());
    const at::Tensor dx =
        (gradient - perChannel(means[0], normed) - normed * perChannel(means[1], normed)) *
        perChannel(saved[1] * saved[2], normed);
    return {dx, sumNormed, sum, at::Tensor(), at::Tensor()};
  }
};

void followRunningValues(const BatchNormLayer& layer, const Statistics& statistics, double count) {
  at::NoGradGuard noGrad;
  at::Tensor mean = layer.runningMean, variance = layer.runningVariance, batches = layer.batches;
  const double unbiased = count > 1 ? count / (count - 1) : 1;
  mean.mul_(1 - layer.momentum).add_(statistics.mean.to(mean.scalar_type()), layer.momentum);
  variance.mul_(1 - layer.momentum)
      .add_((statistics.variance * unbiased).to(variance.scalar_type()), layer.momentum);
  batches.add_(1);
}

}  // namespace

at::Tensor batchNormOverRanks(const at::Tensor& x, const BatchNormLayer& layer) {
  Statistics statistics;
  {
    at::NoGradGuard noGrad;
    statistics = wholeStatistics(x.detach());
  }
  followRunningValues(layer, statistics,
                      static_cast<double>(x.numel() / x.size(1) * rankGroup()->size()));
  return BatchNormFunction::apply(x, layer.weight, layer.bias, statistics, layer.epsilon);
}

}  // namespace lafs
