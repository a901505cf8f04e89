// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// The job file of a stage: {"job": "stage", "run": DIRECTORY, "runtime": {…}}. `device` replaces
/// the spec's unless it is empty; when the spec leaves the threads open, `workers` at a time share
/// the cores that this process may use.
Json stageJobFile(const ExperimentSpec& spec, const std::string& directory,
                  const std::string& device, int workers);

}  // namespace lafs
