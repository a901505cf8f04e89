// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <cmath>

#include "core/loss/margin_heads.h"

namespace lafs {

namespace {

constexpr double kAngleEdge = 1e-4;  // keeps acos differentiable

}  // namespace

at::Tensor ArcFaceLoss::logits(const at::Tensor& cosine, const at::Tensor& labels) {
  const bool differentiable = gradient_ == Gradient::Differentiable;
  const double bound = differentiable ? 1 - kAngleEdge : 1;
  const at::Tensor column = labels.unsqueeze(1);
  const at::Tensor clamped = cosine.clamp(-bound, bound);
  const at::Tensor target = clamped.gather(1, column);
  at::Tensor shifted;
  if (differentiable) {
    shifted = (target.acos() + options_.margin).clamp(kAngleEdge, M_PI - kAngleEdge).cos();
  } else {
    const at::Tensor value = target.detach();
    shifted = target + ((value.acos() + options_.margin).cos() - value);
  }
  return clamped.scatter(1, column, shifted) * options_.scale;
}

}  // namespace lafs
