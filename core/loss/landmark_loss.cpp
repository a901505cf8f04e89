// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/landmark_loss.h"

#include <ATen/ATen.h>

#include "core/base/error.h"

namespace lafs {

LandmarkLoss landmarkLossFromName(const std::string& name) {
  if (name == "mse") return LandmarkLoss::MeanSquare;
  if (name == "l2norm") return LandmarkLoss::L2Norm;
  throw UserError("landmark_loss", "there is no landmark loss '" + name + "'", "use mse or l2norm");
}

at::Tensor landmarkLoss(const at::Tensor& predicted, const at::Tensor& target, LandmarkLoss kind,
                        std::int64_t imageSize) {
  const double frame = static_cast<double>(imageSize - 1);
  const at::Tensor difference = predicted / frame - target.detach() / frame;
  if (kind == LandmarkLoss::MeanSquare) return difference.square().mean();
  return difference.flatten(1).norm(2, {1}, /*keepdim=*/false).mean();
}

}  // namespace lafs
