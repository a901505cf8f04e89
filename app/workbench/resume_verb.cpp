// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/run_selection.h"
#include "app/workbench/stage_session.h"
#include "app/workbench/verb.h"
#include "core/base/error.h"
#include "core/run/control_requests.h"

namespace lafs {

namespace {

using Wanted = bool (*)(RunState);

bool canResume(RunState state) {
  return isResumable(state) || state == RunState::Queued;
}
bool canRetry(RunState state) {
  return state == RunState::Failed;
}

[[noreturn]] void refuse(const RunSnapshot& run, const std::string& verb) {
  const std::string remedy = run.state == RunState::Failed ? "use `retry`"
                             : canResume(run.state)        ? "use `resume`"
                                                           : "nothing needs to be done";
  throw UserError(run.name,
                  std::string("is ") + runStateName(run.state) + ", there is nothing to " + verb,
                  remedy);
}

/// The directories to run: of those selected, the ones in a state that the verb is for. A run that
/// was named and is not is the user's mistake.
std::vector<std::string> chooseRuns(const VerbContext& context, const std::string& verb,
                                    Wanted wanted) {
  const std::vector<std::string>& words = context.arguments.positional();
  std::vector<std::string> chosen;
  for (const std::string& directory : selectRuns(context.arguments.value("runs", "runs"), words)) {
    const RunSnapshot run = RunReader(directory).snapshot();
    if (wanted(run.state)) {
      chosen.push_back(directory);
    } else if (verb == "resume" && run.state == RunState::Running && run.status.paused) {
      withdrawRequest(RunPaths(directory), format::kPauseRequest);
      context.err << run.name << " goes on after its pause\n";
    } else if (!words.empty()) {
      refuse(run, verb);
    }
  }
  return chosen;
}

int runAgain(VerbContext& context, const std::string& verb, Wanted wanted) {
  const StageGraph graph = graphOfRuns(chooseRuns(context, verb, wanted));
  Experiment experiment;
  experiment.name = verb;
  ExecutorResult result;
  if (!graph.nodes.empty()) result = runSession(context, experiment, graph);
  if (context.arguments.has("json")) {
    const Json document{{"stages", stagesJson(experiment, graph, result.outcomes)}};
    context.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else if (graph.nodes.empty()) {
    context.out << "nothing to " << verb << '\n';
  } else {
    printSummary(graph, result, context.arguments.value("runs", "runs"), context.out);
  }
  return result.exitCode;
}

int resume(VerbContext& context) {
  return runAgain(context, "resume", canResume);
}

int retry(VerbContext& context) {
  return runAgain(context, "retry", canRetry);
}

}  // namespace

Verb resumeVerb() {
  return {"resume", "[RUN...] [--runs DIR] [--device LIST] [--jobs N] [--json]",
          "go on with runs that were stopped or interrupted", executorOptionTable(), resume};
}

Verb retryVerb() {
  return {"retry", "[RUN...] [--runs DIR] [--device LIST] [--jobs N] [--json]",
          "run failed stages again", executorOptionTable(), retry};
}

}  // namespace lafs
