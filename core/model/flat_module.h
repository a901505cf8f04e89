// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn.h>

namespace lafs {

/// Registers the own parameters and buffers of `part` on `owner` under the same names, sharing
/// them. A module built of parts this way has the parts' flat key names; it must pass train() on to
/// parts that it does not register.
void adoptTensors(torch::nn::Module& owner, const torch::nn::Module& part);

/// The same for the children of `part`.
void adoptChildren(torch::nn::Module& owner, const torch::nn::Module& part);

}  // namespace lafs
