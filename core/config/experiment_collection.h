// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/config/experiment.h"

namespace lafs {

/// Whether the file lists experiments (`experiments: [a.yaml, b.yaml]`) instead of describing one.
/// UserError when it cannot be read.
bool isExperimentCollection(const std::string& path);

/// All of them in one; see loadExperiment. UserError with every problem of every file.
Experiment loadExperimentCollection(const std::string& path,
                                    const std::vector<std::string>& overrides);

}  // namespace lafs
