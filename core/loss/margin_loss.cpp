// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/margin_loss.h"

#include <ATen/ATen.h>

#include "core/loss/rank_cross_entropy.h"

namespace lafs {

at::Tensor softLabels(const MixedTarget& labels, std::int64_t classes) {
  const at::Tensor first = labels.first.unsqueeze(1);
  at::Tensor soft =
      at::zeros({labels.first.size(0), classes}, labels.first.options().dtype(at::kFloat));
  if (!labels.mixed()) return soft.scatter_(1, first, 1.0);
  const auto share = [&](double value) { return at::full_like(first, value, soft.options()); };
  soft.scatter_add_(1, first, share(labels.lambda));
  return soft.scatter_add_(1, labels.second.unsqueeze(1), share(1 - labels.lambda));
}

at::Tensor softCrossEntropy(const at::Tensor& logits, const MixedTarget& labels) {
  if (labels.overRanks) return crossEntropyOverRanks(logits, labels);
  const at::Tensor logProbabilities = at::log_softmax(logits, 1);
  const at::Tensor first = at::nll_loss(logProbabilities, labels.first);
  if (!labels.mixed()) return first;
  return labels.lambda * first +
         (1 - labels.lambda) * at::nll_loss(logProbabilities, labels.second);
}

at::Tensor MarginLoss::loss(const at::Tensor& cosine, const MixedTarget& labels) {
  const auto hard = [&](const at::Tensor& hardLabels) {
    return softCrossEntropy(logits(cosine, hardLabels),
                            MixedTarget{hardLabels, {}, 1, labels.overRanks});
  };
  if (!labels.mixed()) return hard(labels.first);
  return labels.lambda * hard(labels.first) + (1 - labels.lambda) * hard(labels.second);
}

}  // namespace lafs
