// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

#include <cstdint>

#include "core/base/random_stream.h"
#include "core/loss/margin_loss.h"

namespace lafs {

/// What a margin loss needs of a batch.
struct ClassScores {
  at::Tensor cosine;   ///< [B, C], or [B, S] over the sampled classes
  at::Tensor norms;    ///< [B], lengths of the raw embeddings, without gradient
  MixedTarget labels;  ///< as given, or renumbered into the sampled classes
};

/// The class matrix of supervised training and its cosines with embeddings. Registered by its
/// owner as `loss`, so that the matrix is called loss.weight as in the authors' checkpoints.
///
/// With sampledShare below 1 (Partial FC, An et al. 2021) a step sees the classes of its batch and
/// enough others, drawn by `random`, to make up that share. The matrix then gets a sparse gradient
/// that holds the sampled rows alone; the optimizer must leave every other row and its moments
/// untouched (core/train/objective.h says so of sparse gradients).
struct ClassHeadImpl : torch::nn::Module {
  ClassHeadImpl(std::int64_t classes, std::int64_t dim, double sampledShare = 1);

  /// embedding [B, D], labels in 0 … classes-1. Norms are clamped at 1e-12 before dividing.
  ClassScores forward(const at::Tensor& embedding, const MixedTarget& labels, RandomStream random);

  /// The rows a step would see, sorted: every class in `labels`, then a sample of the others.
  at::Tensor sampledRows(const MixedTarget& labels, RandomStream random) const;

  at::Tensor weight;  ///< [C, D], Xavier-uniform

 private:
  double sampledShare_;
};
TORCH_MODULE(ClassHead);

/// x / max(‖x‖₂, 1e-12) along the last axis.
at::Tensor unitRows(const at::Tensor& x);

}  // namespace lafs
