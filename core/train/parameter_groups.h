// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/config/stage_specs.h"
#include "core/train/objective.h"

namespace lafs {

using NamedParameter = std::pair<std::string, at::Tensor>;

/// DINO's two groups: matrices (also cls_token, pos_embedding and weight_v), which take the
/// scheduled weight decay; then biases and one-dimensional parameters, which take none.
/// Parameters that need no gradient are in neither.
std::vector<ParameterGroup> pretrainingGroups(const std::vector<NamedParameter>& parameters);

/// Depth of a parameter for layer-wise learning-rate decay in a transformer of `depth` blocks:
/// 0 for tokens, positions, patch projection and the landmark CNN, k + 1 for block k, depth + 1
/// for all else.
std::int64_t layerId(const std::string& name, std::int64_t depth);

/// decay^(depth + 1 - layerId).
double layerScale(const std::string& name, std::int64_t depth, double decay);

/// 0 for one-dimensional parameters, `cnnDecay` for what starts with `stn`, else `decay`.
double supervisedDecay(const std::string& name, std::int64_t dimensions, double decay,
                       double cnnDecay);

/// Groups of supervised training: one for each pair of weight decay and learning-rate scale that
/// occurs, in order of first occurrence. `depth` is the number of transformer blocks; 0 for a
/// network without them, whose parameters all have scale 1.
std::vector<ParameterGroup> supervisedGroups(const std::vector<NamedParameter>& parameters,
                                             const SupervisedSpec& spec, std::int64_t depth);

}  // namespace lafs
