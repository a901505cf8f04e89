// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "core/model/landmark_cnn.h"

namespace lafs {

/// The same function as `cnn` in eval mode, without gradients and with every BatchNorm folded into
/// the convolution before it: for the frozen CNN of pretraining, which sees every view of a step.
/// Holds copies: later changes of `cnn` do not reach it. Concurrent calls are allowed.
class FrozenLandmarkCnn {
 public:
  explicit FrozenLandmarkCnn(const LandmarkCnn& cnn);
  /// [B, 3, S, S] in [-1, 1] -> [B, R, 2] float32; send all views of a step through in one call.
  at::Tensor operator()(const at::Tensor& image) const;
  void to(const at::Device& device);

 private:
  struct Folded;
  std::shared_ptr<Folded> folded_;
};

}  // namespace lafs
