// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/mixup.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace lafs {

namespace {

at::Tensor evenPart(const at::Tensor& batch) {
  return batch.narrow(0, 0, batch.size(0) / 2 * 2);
}

}  // namespace

Mixup drawMixup(const SupervisedAugmentSpec& spec, RandomStream& random) {
  if (!spec.enabled || !random.chance(spec.mixupProbability)) return {};
  return {random.beta(spec.mixupAlpha, spec.mixupAlpha), true};
}

at::Tensor mixImages(const at::Tensor& images, const Mixup& mixup) {
  const at::NoGradGuard noGrad;
  const at::Tensor even = evenPart(images);
  if (!mixup.mixed) return even;
  return even * mixup.lambda + even.flip(0) * (1.0 - mixup.lambda);
}

MixedLabels mixLabels(const at::Tensor& labels) {
  const at::Tensor even = evenPart(labels);
  return {even, even.flip(0)};
}

}  // namespace lafs
