// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lafs {

/// The DINO loss of one batch and what is worth logging beside it.
struct DinoLossResult {
  at::Tensor loss;               ///< scalar float32, differentiable with respect to `student`
  double teacherEntropy = 0;     ///< mean over teacher rows of -Σ P log P, nats
  double studentEntropy = 0;     ///< mean over student rows of the same
  double kl = 0;                 ///< mean over the pairs of KL(P_teacher || P_student)
  at::Tensor teacherColumnMean;  ///< [1, O] mean of the raw teacher outputs, for the centre
};

/// DINO's self-distillation loss (Caron et al. 2021, equation 1; LAFS, equations 1 and 5):
///   P_q  = softmax((z_q - c) / τt), no gradient; q = 0, 1 are the teacher's views
///   loss = mean over pairs (q, v), q != v, of mean over the batch of -Σ_o P_q log softmax(s_v /
///   τs)
/// student [views·batch, O] and teacher [2·batch, O] are view-major (row v·batch + b), float32;
/// centre [1, O] or [O]. One pass per sample makes loss and gradient together: the only large
/// tensor it leaves is the gradient, and no log-softmax is stored. Not differentiable twice.
/// Tensors that are not on the CPU take the plain expression.
DinoLossResult dinoLoss(const at::Tensor& student, const at::Tensor& teacher,
                        const at::Tensor& centre, std::int64_t views, std::int64_t batch,
                        double studentTemperature, double teacherTemperature);

/// The same term by term in ATen operators.
DinoLossResult dinoLossPlain(const at::Tensor& student, const at::Tensor& teacher,
                             const at::Tensor& centre, std::int64_t views, std::int64_t batch,
                             double studentTemperature, double teacherTemperature);

}  // namespace lafs
