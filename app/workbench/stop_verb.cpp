// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/run_selection.h"
#include "app/workbench/verb.h"
#include "core/matrix/plan_file.h"
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

int stop(VerbContext& context) {
  const std::string runsFolder = context.arguments.value("runs", "runs");
  const std::vector<std::string>& words = context.arguments.positional();
  const std::vector<std::string> plans =
      words.empty() ? stopPlans(runsFolder) : std::vector<std::string>();
  Json runs = Json::array();
  for (const std::string& directory : selectRuns(runsFolder, words)) {
    const RunSnapshot run = RunReader(directory).snapshot();
    const bool live = isLive(run.state);
    if (live) makeRequest(RunPaths(directory), format::kStopRequest);
    if (live || !words.empty()) {
      runs.push_back({{"run", run.name}, {"state", runStateName(run.state)}, {"asked", live}});
    }
  }
  if (context.arguments.has("json")) {
    context.out << Json{{"runs", runs}, {"plans", plans}}.dump(2) << '\n';
    return kExitDone;
  }
  for (const std::string& plan : plans) context.out << "asked the executor of " << plan << '\n';
  for (const Json& run : runs) {
    const std::string name = run["run"].get<std::string>();
    if (run["asked"].get<bool>()) {
      context.out << "asked " << name << ": it finishes its step and writes a checkpoint\n";
    } else {
      context.out << name << " is " << run["state"].get<std::string>() << ", nothing to stop\n";
    }
  }
  if (plans.empty() && runs.empty()) context.out << "nothing is running in " << runsFolder << '\n';
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
