// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/config/experiment_spec.h"

namespace lafs {

/// Sets the fields in which the released code differs from the paper: "release" as the code has
/// them; "paper" leaves the defaults, which follow the paper wherever it says something. Values
/// that a file names itself win over a preset's.
void applyPreset(const std::string& name, ExperimentSpec& spec);

}  // namespace lafs
