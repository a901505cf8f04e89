// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/base/random_stream.h"
#include "core/config/stage_specs.h"

namespace lafs {

/// What mixup did to a batch: sample i became lambda * i + (1 - lambda) * (B - 1 - i), and its soft
/// label likewise. lambda is 1 when nothing was mixed.
struct Mixup {
  double lambda = 1;
  bool mixed = false;
};

/// Draws for one batch: with spec.mixupProbability lambda ~ Beta(alpha, alpha), else no mixing. No
/// mixing either when spec.enabled is false.
Mixup drawMixup(const SupervisedAugmentSpec& spec, RandomStream& random);

/// `images` [B, ...] float, mixed with the reversed batch. An odd batch loses its last sample,
/// mixed or not, as in the paper's training code (timm's batch mode). No gradient; the result may share
/// memory with `images` when nothing was mixed.
at::Tensor mixImages(const at::Tensor& images, const Mixup& mixup);

/// The labels [B] int64 that go with mixImages: own and partner's, each without the last one when B
/// is odd. The soft label of sample i is lambda * onehot(own) + (1 - lambda) * onehot(partner).
struct MixedLabels {
  at::Tensor own, partner;
};
MixedLabels mixLabels(const at::Tensor& labels);

}  // namespace lafs
