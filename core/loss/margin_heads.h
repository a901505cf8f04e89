// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/loss/margin_loss.h"

namespace lafs {

/// CosFace (Wang et al. 2018): s (cos_j - m y_j) with y the hard or the soft label.
class CosFaceLoss : public MarginLoss {
 public:
  explicit CosFaceLoss(const MarginOptions& options) : options_(options) {}
  at::Tensor logits(const at::Tensor& cosine, const at::Tensor& labels) override;
  at::Tensor softLogits(const at::Tensor& cosine, const MixedTarget& labels) const;
  at::Tensor loss(const at::Tensor& cosine, const MixedTarget& labels) override;

 private:
  MarginOptions options_;
};

/// ArcFace (Deng et al. 2019): s cos(theta + m) for the target. Two published forms, which differ
/// in the gradient: InsightFace's passes it straight through the angle arithmetic (the derivative
/// with respect to the cosine is s); the other clamps cosines to 1 - 1e-4, clips the angle to
/// [1e-4, pi - 1e-4] and differentiates.
class ArcFaceLoss : public MarginLoss {
 public:
  enum class Gradient { StraightThrough, Differentiable };
  ArcFaceLoss(const MarginOptions& options, Gradient gradient)
      : options_(options), gradient_(gradient) {}
  at::Tensor logits(const at::Tensor& cosine, const at::Tensor& labels) override;

 private:
  MarginOptions options_;
  Gradient gradient_;
};

/// AdaFace (Kim et al. 2022): the margin follows the embedding's length, standardised by running
/// statistics (mean from 20, deviation from 100; see MarginOptions::statisticsMomentum).
class AdaFaceLoss : public MarginLoss {
 public:
  explicit AdaFaceLoss(const MarginOptions& options);
  void observe(const at::Tensor& norms) override;
  at::Tensor logits(const at::Tensor& cosine, const at::Tensor& labels) override;
  std::map<std::string, at::Tensor> state() override;

 private:
  MarginOptions options_;
  at::Tensor statistics_;  ///< [2]: mean and deviation of clipped norms
  at::Tensor quality_;     ///< [B, 1] in [-1, 1], of the batch last observed
};

}  // namespace lafs
