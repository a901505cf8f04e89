// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <cerrno>
#include <cstring>

#include "app/workbench/run_selection.h"
#include "app/workbench/verb.h"
#include "core/base/error.h"

namespace lafs {

namespace {

/// Ends the worker of one run at once. UserError when that cannot be done from here.
void killWorker(const RunSnapshot& run) {
  const ProcessIdentity& process = run.status.process;
  if (run.state != RunState::Running) {
    throw UserError(run.name, std::string("is ") + runStateName(run.state),
                    "there is no worker to end");
  }
  // Asked once more right before: the pid must not have become another process meanwhile.
  if (Machine::local().presence(process) != Presence::Alive) {
    throw UserError(run.name, "runs elsewhere: " + process.text(),
                    "use `stop`, or kill it on that machine");
  }
  if (::kill(static_cast<pid_t>(process.pid), SIGKILL) != 0) {
    throw UserError(run.name, "its worker could not be ended: " + process.text(),
                    std::strerror(errno));
  }
}

int killRuns(VerbContext& context) {
  const std::vector<std::string>& words = context.arguments.positional();
  if (words.empty()) {
    throw UserError("kill", "needs at least one RUN",
                    "`stop` asks all of them to end with a checkpoint");
  }
  Json runs = Json::array();
  std::vector<Problem> problems;
  for (const std::string& directory : selectRuns(context.arguments.value("runs", "runs"), words)) {
    const RunSnapshot run = RunReader(directory).snapshot();
    try {
      killWorker(run);
      runs.push_back({{"run", run.name}, {"pid", run.status.process.pid}});
      if (!context.arguments.has("json")) {
        context.out << "ended the worker of " << run.name
                    << "; `resume` goes on from its last checkpoint\n";
      }
    } catch (const UserError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw UserError(problems);
  if (context.arguments.has("json")) context.out << Json{{"runs", runs}}.dump(2) << '\n';
  return kExitDone;
}

}  // namespace

Verb killVerb() {
  return {"kill",
          "RUN... [--runs DIR] [--json]",
          "end workers of this machine at once; what came after the last checkpoint is lost",
          {{"runs", "DIR", "folder of the run directories (default: runs)"},
           {"json", "", "print one JSON document"}},
          killRuns};
}

}  // namespace lafs
