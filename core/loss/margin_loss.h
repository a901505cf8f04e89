// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lafs {

/// Labels of a batch, possibly mixed: sample b belongs to class first[b] by `lambda` and to
/// second[b] by 1 - lambda. Kept sparse, because a soft label is as wide as there are identities.
struct MixedTarget {
  at::Tensor first;   ///< [B] int64
  at::Tensor second;  ///< [B] int64; undefined when nothing is mixed
  double lambda = 1;
  /// The logits are this rank's classes, and behind them one column that stands for the classes of
  /// all other ranks and takes their labels (core/loss/class_head.h).
  bool overRanks = false;
  bool mixed() const { return second.defined() && lambda < 1; }
};

/// The same labels as a dense [B, classes] float32 tensor; rows sum to 1.
at::Tensor softLabels(const MixedTarget& labels, std::int64_t classes);

/// Mean over the batch of -sum_j y_j log softmax(logits)_j; logits [B, C], result a scalar. With
/// labels.overRanks the softmax is over the classes of all ranks, whose rows b are of one sample.
at::Tensor softCrossEntropy(const at::Tensor& logits, const MixedTarget& labels);

struct MarginOptions {
  double scale = 64;                 ///< s
  double margin = 0.4;               ///< m
  double adaptivity = 0.333;         ///< AdaFace: h
  double statisticsMomentum = 0.01;  ///< AdaFace: t_alpha of the norm statistics
};

/// A softmax with a margin on cosines between embeddings and class vectors: the classification
/// loss of supervised training. One subclass a file; makeMarginLoss knows them by name.
/// Call observe() once a batch, then loss(). One thread.
class MarginLoss {
 public:
  virtual ~MarginLoss() = default;

  /// Takes the lengths of the batch's raw embeddings, [B], into account (AdaFace's image quality).
  virtual void observe(const at::Tensor& /*norms*/) {}

  /// Scaled logits [B, C] for hard `labels` [B] from `cosine` [B, C].
  virtual at::Tensor logits(const at::Tensor& cosine, const at::Tensor& labels) = 0;

  /// Scalar loss. A margin that needs hard labels takes mixed ones as the lambda-weighted sum of
  /// two hard losses; CosFace weights its margin by the soft label instead.
  virtual at::Tensor loss(const at::Tensor& cosine, const MixedTarget& labels);

  /// Running values that a resumed run needs, by name; filled in place.
  virtual std::map<std::string, at::Tensor> state() { return {}; }
};

/// Names makeMarginLoss knows.
std::vector<std::string> marginLosses();

/// cosface, arcface (InsightFace's straight-through form), arcface_differentiable, adaface.
/// UserError for any other name.
std::unique_ptr<MarginLoss> makeMarginLoss(const std::string& name, const MarginOptions& options);

}  // namespace lafs
