// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/workbench/verb.h"
#include "core/matrix/executor.h"
#include "core/matrix/plan_reason.h"

namespace lafs {

/// Options that every verb which starts workers takes.
std::vector<Option> executorOptionTable();

/// `--emit DIR` of a cluster's executor: writes its scripts instead of running anything.
int emitSession(VerbContext& context, const StageGraph& graph);

/// Runs a graph for a verb: finds the worker when one is needed, shows progress on `context.err`,
/// turns SIGINT and SIGTERM into wishes.
ExecutorResult runSession(VerbContext& context, const Experiment& experiment,
                          const StageGraph& graph);

/// {"key", "stage", "subject", "run", "state", "reused", "seconds", "error", "cells"} of each node.
Json stagesJson(const Experiment& experiment, const StageGraph& graph,
                const std::vector<StageOutcome>& outcomes);

/// What would happen, for --dry-run: the same fields, with "reason" and "differences".
Json planJson(const Experiment& experiment, const StageGraph& graph,
              const std::vector<StagePlan>& plans);
void printPlan(const StageGraph& graph, const std::vector<StagePlan>& plans, std::ostream& out);

/// The last lines for people: how many stages, where, and what to do about those not done.
void printSummary(const StageGraph& graph, const ExecutorResult& result,
                  const std::string& runsFolder, std::ostream& out);

}  // namespace lafs
