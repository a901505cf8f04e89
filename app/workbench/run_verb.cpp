// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/result_table.h"
#include "app/workbench/stage_session.h"
#include "app/workbench/verb.h"
#include "core/base/error.h"
#include "core/matrix/experiment_results.h"
#include "core/report/plan_summary.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

Json resultsJson(const Experiment& experiment, const StageGraph& graph,
                 const std::vector<CellResult>& results) {
  Json all = Json::array();
  for (const CellResult& result : results) {
    const Cell& cell = experiment.cells[result.cell];
    all.push_back({{"cell", cell.name},
                   {"coordinates", cell.coordinates},
                   {"stage", result.subject},
                   {"run", graph.nodes[result.node].name},
                   {"metrics", result.metrics}});
  }
  return all;
}

int showPlan(VerbContext& context, const Experiment& experiment, const StageGraph& graph,
             const std::string& runsFolder) {
  const std::vector<StagePlan> plans = planStages(graph, runsFolder);
  const PlanSummary summary = planSummary(graph, runsFolder);
  if (context.arguments.has("json")) {
    const Json document{{"experiment", experiment.name},
                        {"stages", planJson(experiment, graph, plans)},
                        {"plan", planSummaryJson(summary)},
                        {"results", Json::array()}};
    context.out << document.dump(2) << '\n';
  } else {
    printPlan(graph, plans, context.out);
    for (const std::string& sentence : summary.sentences()) context.out << sentence << '\n';
  }
  return kExitDone;
}

int run(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 1) {
    throw UserError(
        "run", "needs one EXPERIMENT, " + std::to_string(arguments.positional().size()) + " given",
        "e.g. lafs-workbench --batch run experiments/quickstart.yaml");
  }
  const std::string runsFolder = arguments.value("runs", "runs");
  Experiment experiment = loadExperiment(arguments.positional().front(), arguments.values("set"));
  if (arguments.has("cell")) keepCells(experiment, arguments.values("cell"));
  DataFingerprints fingerprints(RunsFolder(runsFolder).fingerprints());
  const StageGraph graph = buildStageGraph(experiment, fingerprints);
  const std::vector<Problem> problems = graph.problems();
  if (!problems.empty()) throw UserError(problems);
  if (arguments.has("dry-run")) return showPlan(context, experiment, graph, runsFolder);

  if (arguments.has("emit")) return emitSession(context, graph);

  const ExecutorResult result = runSession(context, experiment, graph);
  const std::vector<CellResult> results = collectResults(graph, runsFolder);
  if (arguments.has("json")) {
    const Json document{{"experiment", experiment.name},
                        {"stages", stagesJson(experiment, graph, result.outcomes)},
                        {"results", resultsJson(experiment, graph, results)}};
    context.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    printResults(experiment, results, context.out);
    printSummary(graph, result, runsFolder, context.out);
  }
  return result.exitCode;
}

}  // namespace

Verb runVerb() {
  std::vector<Option> options = executorOptionTable();
  options.push_back({"set", "K=V", "give a field another value, e.g. data.root=faces", true});
  options.push_back({"cell", "NAME", "only this cell, or this one of every seed", true});
  options.push_back({"emit", "DIR", "slurm: write the scripts there and submit nothing"});
  options.push_back({"dry-run", "", "say what would run, and why"});
  return {"run",
          "EXPERIMENT [--set k=v]... [--runs DIR] [--device LIST] [--jobs N] [--cell NAME]... "
          "[--executor slurm [--partition NAME] [--sbatch-arg ARG]... [--emit DIR]] [--dry-run]",
          "run what is missing of an experiment and print its results", options, run};
}

}  // namespace lafs
