// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lafs {

/// Optimizer steps over whole lists of tensors in one pass: each number of a parameter is read and
/// written once per step. All tensors float32 and contiguous, those of one entry of one shape and
/// device. Elements are independent, so results do not depend on the number of threads. Tensors
/// that are not on the CPU take the same formulas in ATen operators. No graph is recorded.

/// One parameter in an AdamW step.
struct AdamWTensor {
  at::Tensor parameter, gradient;  ///< an undefined gradient leaves the parameter alone
  at::Tensor m, v;                 ///< moments, zero before the first step
  at::Tensor teacher;              ///< may be undefined; follows the new parameter (EMA) if given
  double learningRate = 0;
  double weightDecay = 0;
  double gradientScale = 1;  ///< multiplies the gradient: clipping, averaging over micro-batches
  std::int64_t step = 1;     ///< number of this step for this parameter, from 1 (bias correction)
};

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double teacherMomentum = 1;  ///< teacher <- momentum·teacher + (1 - momentum)·parameter
};

/// Decoupled weight decay (Loshchilov & Hutter) exactly as torch::optim::AdamW computes it:
/// p <- p·(1 - lr·wd); p <- p - lr/(1-β1^t)·m / (sqrt(v)/sqrt(1-β2^t) + ε). Gradients are read
/// only.
void adamwStep(const std::vector<AdamWTensor>& tensors, const AdamWOptions& options);

/// One parameter in an SGD step.
struct SgdTensor {
  at::Tensor parameter, gradient;
  at::Tensor momentum;  ///< buffer, zero before the first step; may be undefined when momentum = 0
  at::Tensor teacher;   ///< as above
  double learningRate = 0;
  double weightDecay = 0;  ///< added to the gradient, as torch::optim::SGD does
  double gradientScale = 1;
};

struct SgdOptions {
  double momentum = 0.9;
  bool nesterov = false;
  double teacherMomentum = 1;
};

void sgdStep(const std::vector<SgdTensor>& tensors, const SgdOptions& options);

/// teacher <- momentum·teacher + (1 - momentum)·student, entry by entry.
void emaUpdate(const std::vector<at::Tensor>& teacher, const std::vector<at::Tensor>& student,
               double momentum);

/// Euclidean norm of a gradient, summed in blocks of fixed size in double: independent of the
/// number of threads. NaN or infinity come out as such. 0 for an undefined tensor.
double gradientNorm(const at::Tensor& gradient);

/// Norms of many gradients in one pass.
std::vector<double> gradientNorms(const std::vector<at::Tensor>& gradients);

}  // namespace lafs
