// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/run_selection.h"
#include "app/workbench/verb.h"
#include "core/run/control_requests.h"

namespace lafs {

namespace {

int pause(VerbContext& context) {
  const std::vector<std::string>& words = context.arguments.positional();
  Json runs = Json::array();
  for (const std::string& directory : selectRuns(context.arguments.value("runs", "runs"), words)) {
    const RunSnapshot run = RunReader(directory).snapshot();
    const bool live = isLive(run.state);
    if (live) makeRequest(RunPaths(directory), format::kPauseRequest);
    if (live || !words.empty()) {
      runs.push_back({{"run", run.name}, {"state", runStateName(run.state)}, {"asked", live}});
    }
  }
  if (context.arguments.has("json")) {
    context.out << Json{{"runs", runs}}.dump(2) << '\n';
    return kExitDone;
  }
  for (const Json& run : runs) {
    const std::string name = run["run"].get<std::string>();
    context.out << (run["asked"].get<bool>()
                        ? "asked " + name + " to pause after its step; `resume` lets it go on"
                        : name + " is " + run["state"].get<std::string>() + ", nothing to pause")
                << '\n';
  }
  if (runs.empty()) context.out << "nothing is running\n";
  return kExitDone;
}

}  // namespace

Verb pauseVerb() {
  return {"pause",
          "[RUN...] [--runs DIR] [--json]",
          "let running workers wait, keeping their memory; `resume` lets them go on",
          {{"runs", "DIR", "folder of the run directories (default: runs)"},
           {"json", "", "print one JSON document"}},
          pause};
}

}  // namespace lafs
