// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/config/config_node.h"
#include "core/config/experiment_layers.h"

namespace lafs {

/// A field path and the value it gets.
using Setting = std::pair<std::string, ConfigNode>;

/// One combination of the matrix: where it stands, and what that sets.
struct MatrixPoint {
  std::string name;  ///< given by `include`; empty = made of the coordinates
  std::vector<std::pair<std::string, std::string>> coordinates;  ///< axis, printed value
  std::vector<Setting> settings;
};

struct MatrixPlan {
  std::vector<std::string> axes;
  std::vector<MatrixPoint> points;  ///< one without coordinates when there is no matrix
};

/// Expands `matrix:` of an experiment:
///   axes:    {alpha: [0, 2, 5], method: {LAFS: {pretrain.method: lafs}, scratch: {...}}}
///   zip:     [{shots: [1, 2], finetune.train.epochs: [80, 40]}]   varied together
///   exclude: [{method: scratch, alpha: [2, 5]}]                   combinations that are left out
///   include: [{method: LAFS, alpha: 10, name: strong}]            further ones
///   seeds:   3  or  [7, 11]                                       innermost axis `seed`
/// An axis is a field (path or short name) with a list of values, or a name of its own with named
/// points. The first axis varies slowest. An override of a field that is an axis leaves that axis
/// with this one value. `matrix` may be null or of kind Null.
MatrixPlan planMatrix(const ConfigNode* matrix, const std::vector<Override>& overrides,
                      std::vector<Problem>& problems);

}  // namespace lafs
