// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>
#include <vector>

#include "core/config/experiment.h"
#include "core/matrix/experiment_results.h"

namespace lafs {

/// Prints what evaluations measured, a table a protocol: one row for each evaluated stage of each
/// cell, with accuracy and TAR@FAR in per cent. Cells that share a stage share its row.
void printResults(const Experiment& experiment, const std::vector<CellResult>& results,
                  std::ostream& out);

/// One document ({"protocols": […]}) that belongs to no experiment: of each protocol its counts, TAR by
/// the three conventions with the interval, 1:N search.
void printVerification(const Json& metrics, std::ostream& out);

}  // namespace lafs
