// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/config/model_shape.h"
#include "core/config/stage_specs.h"

namespace lafs::bench {

/// Multiply-adds of matrix products and convolutions that one image costs in a LAFS pretraining
/// step, by arithmetic. A backward pass counts twice its forward pass; normalisation, activations,
/// dropout, softmax, the loss and the optimizer count nothing.
struct StepArithmetic {
  double cnn = 0;      ///< landmark CNN, forward, every view
  double teacher = 0;  ///< transformer, forward, the two global views
  double student = 0;  ///< transformer, forward and backward, every view
  double head = 0;     ///< both heads, backward of the student's included
  double total() const { return cnn + teacher + student + head; }
  double gigaflop() const { return 2e-9 * total(); }
};

/// The step as the paper describes it: every token goes through every layer.
StepArithmetic fullArithmetic(const ModelShape& shape, const PretrainSpec& spec);

/// What our transformer computes of it: the last block's output projection and feed-forward part
/// run on the class token alone, the only one that is read.
StepArithmetic executedArithmetic(const ModelShape& shape, const PretrainSpec& spec);

}  // namespace lafs::bench
