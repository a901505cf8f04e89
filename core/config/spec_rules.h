// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// Whether someone wrote the field at this path, or the section, rather than left its default.
using IsGiven = std::function<bool(const std::string& path)>;

/// Defaults that follow from other fields: landmark augmentations are off in the DINO baseline;
/// without pretraining, fine-tuning starts from scratch; without a landmark stage's CNN there is
/// nothing to keep fixed. Fields that are given stay.
void settleDefaults(ExperimentSpec& spec, const IsGiven& given);

/// Contradictions between fields. `where` of each problem is the path of the field to change.
std::vector<Problem> checkRules(const ExperimentSpec& spec, const IsGiven& given);

}  // namespace lafs
