// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <cstdint>

#include "core/base/random_stream.h"
#include "core/loss/margin_loss.h"
#include "core/model/rank_group.h"

namespace lafs {

/// What a margin loss needs of a batch.
struct ClassScores {
  at::Tensor cosine;    ///< [B, C], or [B, S] over the sampled classes; over ranks see ClassHead
  at::Tensor norms;     ///< [B], lengths of the raw embeddings, without gradient
  MixedTarget labels;   ///< as given, or renumbered into the classes of `cosine`
  double accuracy = 0;  ///< share of samples whose first label has the largest cosine
};

/// The class matrix of supervised training and its cosines with embeddings. Registered by its
/// owner as `loss`, so that the matrix is called loss.weight as in the authors' checkpoints.
///
/// With sampledShare below 1 (Partial FC, An et al. 2021) a step sees the classes of its batch and
/// enough others, drawn by `random`, to make up that share. The matrix then gets a sparse gradient
/// that holds the sampled rows alone; the optimizer must leave every other row and its moments
/// untouched (core/train/objective.h says so of sparse gradients).
///
/// In a training over ranks each rank holds an equal share of the classes (rowsOfRank) and sees the
/// embeddings of the whole batch: B below then counts all ranks' samples, `cosine` has one column
/// more than own classes, of zeros, and labels of other ranks' classes point to that.
struct ClassHeadImpl : torch::nn::Module {
  ClassHeadImpl(std::int64_t classes, std::int64_t dim, double sampledShare = 1);

  /// embedding [B, D] of the rank's own samples, labels in 0 … classes-1. Norms are clamped at
  /// 1e-12 before dividing.
  ClassScores forward(const at::Tensor& embedding, const MixedTarget& labels, RandomStream random);

  /// The rows a step would see, sorted: every class in `labels`, then a sample of the others.
  at::Tensor sampledRows(const MixedTarget& labels, RandomStream random) const;

  std::int64_t classes() const { return classes_; }  ///< of all ranks

  at::Tensor weight;  ///< [C, D], Xavier-uniform; the rank's own classes

 private:
  /// Cosines with rows of the matrix, sorted class numbers; `all` are rows of every rank.
  void scoreRows(ClassScores& scores, const at::Tensor& features, const at::Tensor& all);
  void scoreOwnRows(ClassScores& scores, const at::Tensor& features, const at::Tensor& all);

  std::int64_t classes_;
  double sampledShare_;
  RowRange own_;  ///< classes whose rows `weight` holds
};
TORCH_MODULE(ClassHead);

/// x / max(‖x‖₂, 1e-12) along the last axis.
at::Tensor unitRows(const at::Tensor& x);

}  // namespace lafs
