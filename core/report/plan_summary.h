// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/matrix/stage_graph.h"
#include "core/report/cell_report.h"

namespace lafs {

/// What a plan shares, spares and costs, before anything runs.
PlanSummary planSummary(const StageGraph& graph, const std::string& runsFolder);

Json planSummaryJson(const PlanSummary& plan);

}  // namespace lafs
