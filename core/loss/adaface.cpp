// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <cmath>

#include "core/base/error.h"
#include "core/loss/margin_heads.h"

namespace lafs {

namespace {

constexpr double kCosineEdge = 1e-3;
constexpr double kFirstMean = 20;
constexpr double kFirstDeviation = 100;

}  // namespace

AdaFaceLoss::AdaFaceLoss(const MarginOptions& options)
    : options_(options), statistics_(at::empty({2}, at::kFloat)) {
  statistics_[0] = kFirstMean;
  statistics_[1] = kFirstDeviation;
}

void AdaFaceLoss::observe(const at::Tensor& norms) {
  const at::Tensor clipped = norms.detach().to(at::kFloat).clamp(0.001, 100);
  const double rate = options_.statisticsMomentum;
  const double mean = clipped.mean().item<double>();
  const double oldMean = statistics_[0].item<double>();
  statistics_[0] = rate * mean + (1 - rate) * oldMean;
  if (clipped.size(0) > 1) {  // one sample has no deviation
    const double deviation = clipped.std(/*unbiased=*/true).item<double>();
    statistics_[1] = rate * deviation + (1 - rate) * statistics_[1].item<double>();
  }
  const double centre = statistics_[0].item<double>();
  const double spread = statistics_[1].item<double>() + 1e-3;
  quality_ = ((clipped - centre) * (options_.adaptivity / spread)).clamp(-1, 1).unsqueeze(1);
}

at::Tensor AdaFaceLoss::logits(const at::Tensor& cosine, const at::Tensor& labels) {
  require(quality_.defined() && quality_.size(0) == cosine.size(0),
          "AdaFace: observe() the batch's norms before its logits");
  const at::Tensor column = labels.unsqueeze(1);
  const at::Tensor clamped = cosine.clamp(-1 + kCosineEdge, 1 - kCosineEdge);
  const at::Tensor angle = clamped.gather(1, column).acos() - options_.margin * quality_;
  const at::Tensor shifted =
      angle.clamp(kCosineEdge, M_PI - kCosineEdge).cos() - options_.margin * (1 + quality_);
  return clamped.scatter(1, column, shifted) * options_.scale;
}

std::map<std::string, at::Tensor> AdaFaceLoss::state() {
  return {{"adaface.statistics", statistics_}};
}

}  // namespace lafs
