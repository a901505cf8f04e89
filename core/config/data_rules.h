// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/config/spec_rules.h"

namespace lafs {

/// The rules of checkRules that are about the faces of the stages: where they come from and which
/// of them are taken.
void checkDataRules(const ExperimentSpec& spec, const IsGiven& given,
                    std::vector<Problem>& problems);

}  // namespace lafs
