// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "app/workbench/run_selection.h"
#include "app/workbench/verb.h"
#include "core/base/error.h"
#include "core/matrix/plan_file.h"
#include "core/matrix/slurm/slurm_stop.h"
#include "core/run/control_requests.h"

namespace lafs {

namespace {

/// Everything of the folder: executors first, so that they start nothing in place of what stops.
std::vector<std::string> stopPlans(const std::string& runsFolder) {
  std::vector<std::string> asked;
  for (const PlanView& plan : readPlans(runsFolder)) {
    if (!plan.live) continue;
    requestPlanStop(plan);
    asked.push_back(plan.experiment);
  }
  return asked;
}

/// Runs whose jobs waited in a cluster's queue, and do no more.
std::vector<std::string> stopWaiting(VerbContext& context, const std::string& runsFolder,
                                     const std::vector<std::string>& directories) {
  std::set<std::string> names;
  for (const std::string& directory : directories)
    names.insert(RunReader(directory).snapshot().name);
  try {
    return cancelWaitingSlurmTasks(runsFolder, names);
  } catch (const UserError& error) {
    context.err << "jobs that wait in Slurm's queue are not stopped: " << error.what() << '\n';
    return {};
  }
}

int stop(VerbContext& context) {
  const std::string runsFolder = context.arguments.value("runs", "runs");
  const std::vector<std::string>& words = context.arguments.positional();
  const std::vector<std::string> plans =
      words.empty() ? stopPlans(runsFolder) : std::vector<std::string>();
  Json runs = Json::array();
  const std::vector<std::string> directories = selectRuns(runsFolder, words);
  const std::vector<std::string> withdrawn =
      stopWaiting(context, runsFolder, words.empty() ? std::vector<std::string>() : directories);
  for (const std::string& directory : directories) {
    const RunSnapshot run = RunReader(directory).snapshot();
    const bool live = isLive(run.state);
    if (live) makeRequest(RunPaths(directory), format::kStopRequest);
    if (live || !words.empty()) {
      runs.push_back({{"run", run.name}, {"state", runStateName(run.state)}, {"asked", live}});
    }
  }
  if (context.arguments.has("json")) {
    const Json document{{"runs", runs}, {"plans", plans}, {"withdrawn", withdrawn}};
    context.out << document.dump(2) << '\n';
    return kExitDone;
  }
  for (const std::string& plan : plans) context.out << "asked the executor of " << plan << '\n';
  for (const std::string& run : withdrawn) context.out << "took " << run << " out of the queue\n";
  for (const Json& run : runs) {
    const std::string name = run["run"].get<std::string>();
    if (run["asked"].get<bool>()) {
      context.out << "asked " << name << ": it finishes its step and writes a checkpoint\n";
    } else {
      context.out << name << " is " << run["state"].get<std::string>() << ", nothing to stop\n";
    }
  }
  if (plans.empty() && runs.empty() && withdrawn.empty())
    context.out << "nothing is running in " << runsFolder << '\n';
  return kExitDone;
}

}  // namespace

Verb stopVerb() {
  return {"stop",
          "[RUN...] [--runs DIR] [--json]",
          "ask runs to checkpoint and stop; all that are running when none is named",
          {{"runs", "DIR", "folder of the run directories (default: runs)"},
           {"json", "", "print one JSON document"}},
          stop};
}

}  // namespace lafs
