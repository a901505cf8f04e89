// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/experiment_spec.h"
#include "core/run/run_reader.h"
#include "widgets/run/run_charts.h"

namespace lafs {

/// spec.yaml of a run; nothing when it is missing or cannot be read.
std::optional<ExperimentSpec> readRunSpec(const RunPaths& paths);

/// What a pretraining of that spec is measured by; zeros for another stage.
HealthReference healthReference(const ExperimentSpec& spec, StageKind stage);

/// Everything that a chart of a run needs beside its metrics: label, reference, steps an epoch.
RunCurves describeCurves(const std::string& directory, const std::optional<ExperimentSpec>& spec);

/// Runs with their metrics, labelled by what tells them apart and styled in their order. A run
/// without metrics has an empty history.
std::vector<RunCurves> readRunCurves(const std::vector<std::string>& directories);

/// Positions of runs that differ in nothing but their seed, together, in the order of the first of
/// each group. Runs whose spec is not known stand alone.
std::vector<std::vector<std::size_t>> seedGroupsOf(
    const std::vector<std::optional<ExperimentSpec>>& specs,
    const std::vector<std::string>& stages);

}  // namespace lafs
