// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/rank_cross_entropy.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <limits>

#include "core/model/rank_group.h"

namespace lafs {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// [B, S + 1] soft labels of this rank's classes; the last column collects what is elsewhere.
at::Tensor ownSoftLabels(const MixedTarget& labels, const at::Tensor& logits) {
  return softLabels(labels, logits.size(1)).to(logits.scalar_type());
}

at::Tensor largestOfRows(const at::Tensor& classes) {
  if (classes.size(1) == 0) {
    return at::full({classes.size(0)}, -std::numeric_limits<double>::infinity(), classes.options());
  }
  return classes.amax({1}).contiguous();
}

struct CrossEntropyOverRanks : torch::autograd::Function<CrossEntropyOverRanks> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& logits,
                            const MixedTarget& labels) {
    RankGroup& group = *rankGroup();
    const std::int64_t own = logits.size(1) - 1;
    const at::Tensor classes = logits.narrow(1, 0, own);
    const at::Tensor target = ownSoftLabels(labels, logits).narrow(1, 0, own);
    const at::Tensor largest = largestOfRows(classes);
    group.maximum(largest);
    const at::Tensor exponential = (classes - largest.unsqueeze(1)).exp();
    const at::Tensor sums =
        at::stack({exponential.sum(1), (classes * target).sum(1)}).to(at::kDouble);
    group.sum({sums});
    const at::Tensor probability = exponential / sums[0].to(logits.scalar_type()).unsqueeze(1);
    context->save_for_backward({probability - target});
    return (largest.to(at::kDouble) + sums[0].log() - sums[1]).mean().to(logits.scalar_type());
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const at::Tensor difference = context->get_saved_variables()[0];
    const at::Tensor gradient =
        difference * (upstream[0] / static_cast<double>(difference.size(0)));
    return {at::cat({gradient, at::zeros({gradient.size(0), 1}, gradient.options())}, 1),
            at::Tensor()};
  }
};

}  // namespace

at::Tensor crossEntropyOverRanks(const at::Tensor& logits, const MixedTarget& labels) {
  return CrossEntropyOverRanks::apply(logits, labels);
}

}  // namespace lafs
