// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// Everything that decides a stage's numbers: stage and its version, seed, model, the stage's own
/// fields, the keys of its inputs, and its data's fingerprint.
Json stageContent(const ExperimentSpec& spec, StageKind stage, const std::string& subject,
                  const std::map<std::string, std::string>& inputKeys, const Json& fingerprint);

/// 16 hexadecimal digits that stand for that content.
std::string stageKey(const Json& content);

/// One field in which two contents differ; absent values are empty.
struct FieldDifference {
  std::string field;  ///< "pretrain.perturbation_alpha"
  std::string was;
  std::string now;
};

/// All of them, in the order of `now`, then what only `was` has.
std::vector<FieldDifference> contentDifferences(const Json& was, const Json& now);

}  // namespace lafs
