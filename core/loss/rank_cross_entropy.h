// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/loss/margin_loss.h"

namespace lafs {

/// softCrossEntropy over classes that are spread over ranks (An et al. 2021): no rank ever holds
/// another's logits, only the largest, the sum of exponentials and the label's logit of each sample
/// travel. logits [B, S + 1], whose last column is not a class: labels of other ranks point there.
at::Tensor crossEntropyOverRanks(const at::Tensor& logits, const MixedTarget& labels);

}  // namespace lafs
