// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include "core/loss/margin_heads.h"

namespace lafs {

namespace {

/// Takes `amount` off the logit of each row's label.
at::Tensor lowered(const at::Tensor& logits, const at::Tensor& labels, double amount) {
  const at::Tensor column = labels.unsqueeze(1);
  return logits.scatter_add(1, column, at::full_like(column, -amount, logits.options()));
}

}  // namespace

at::Tensor CosFaceLoss::logits(const at::Tensor& cosine, const at::Tensor& labels) {
  return softLogits(cosine, MixedTarget{labels, {}, 1});
}

at::Tensor CosFaceLoss::softLogits(const at::Tensor& cosine, const MixedTarget& labels) const {
  const double penalty = options_.scale * options_.margin;
  const at::Tensor scaled = cosine * options_.scale;
  if (!labels.mixed()) return lowered(scaled, labels.first, penalty);
  return lowered(lowered(scaled, labels.first, penalty * labels.lambda), labels.second,
                 penalty * (1 - labels.lambda));
}

at::Tensor CosFaceLoss::loss(const at::Tensor& cosine, const MixedTarget& labels) {
  return softCrossEntropy(softLogits(cosine, labels), labels);
}

}  // namespace lafs
