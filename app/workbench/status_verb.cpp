// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <map>
#include <sstream>
#include <thread>

#include "app/workbench/progress_display.h"
#include "app/workbench/run_selection.h"
#include "app/workbench/stop_keys.h"
#include "app/workbench/text_table.h"
#include "app/workbench/verb.h"
#include "core/base/text.h"
#include "core/matrix/plan_file.h"
#include "core/run/time_left.h"

namespace lafs {

namespace {

constexpr auto kWatchPause = std::chrono::milliseconds(1000);
constexpr std::size_t kErrorWidth = 60;

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

/// What one look at the folder finds.
struct Overview {
  std::vector<RunSnapshot> runs;
  std::vector<PlanView> plans;

  bool live() const {
    for (const RunSnapshot& run : runs) {
      if (isLive(run.state)) return true;
    }
    for (const PlanView& plan : plans) {
      if (plan.live) return true;
    }
    return false;
  }
};

Overview look(const std::string& runsFolder, const std::vector<std::string>& words) {
  Overview overview;
  for (const std::string& directory : selectRuns(runsFolder, words)) {
    overview.runs.push_back(RunReader(directory).snapshot());
  }
  if (words.empty()) overview.plans = readPlans(runsFolder);
  return overview;
}

Json toJson(const Overview& overview) {
  Json runs = Json::array();
  for (const RunSnapshot& run : overview.runs) runs.push_back(lafs::toJson(run));
  Json plans = Json::array();
  for (const PlanView& plan : overview.plans) {
    plans.push_back({{"experiment", plan.experiment},
                     {"state", plan.live || plan.state != "running" ? plan.state : "dead"},
                     {"pid", plan.process.pid},
                     {"host", plan.process.host},
                     {"stages", plan.stages}});
  }
  return Json{{"runs", runs}, {"plans", plans}};
}

std::string progressText(const RunProgress& progress) {
  std::string text = std::to_string(progress.step);
  if (progress.steps > 0) text += '/' + std::to_string(progress.steps);
  return text;
}

std::string remark(const RunSnapshot& run) {
  if (run.state == RunState::Failed) {
    const std::string line = run.status.error.substr(0, run.status.error.find('\n'));
    return line.size() > kErrorWidth ? line.substr(0, kErrorWidth) + "…" : line;
  }
  if (run.state == RunState::LostContact) {
    return "silent for " + formatDuration(run.silenceSeconds) + ", " + run.status.process.text();
  }
  return run.state == RunState::Running ? run.status.process.text() : std::string();
}

void print(const Overview& overview, const std::map<std::string, TimeLeft>& timesLeft,
           std::ostream& out) {
  using Align = TextTable::Align;
  TextTable table({"run", "state", "step", "rate", "worked", "left", ""},
                  {Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Right,
                   Align::Left});
  for (const RunSnapshot& run : overview.runs) {
    const RunProgress& progress = run.status.progress;
    const bool running = run.state == RunState::Running;
    const auto timeLeft = timesLeft.find(run.name);
    const std::string state = run.status.paused && running ? "paused" : runStateName(run.state);
    table.row(
        {run.name, state, run.hasStatus ? progressText(progress) : "",
         running && progress.rate > 0
             ? formatNumber(static_cast<double>(static_cast<long long>(progress.rate * 10)) / 10) +
                   ' ' + progress.unit + "/s"
             : "",
         run.hasStatus ? formatDuration(run.status.seconds) : "",
         running && timeLeft != timesLeft.end()
             ? timeLeftText(timeLeft->second.left(progress.steps))
             : "",
         remark(run)});
  }
  out << table.text();
  for (const PlanView& plan : overview.plans) {
    if (plan.live) out << "executor of " << plan.experiment << ": " << plan.process.text() << '\n';
  }
}

/// Looks again until nothing is at work; on a terminal the table redraws itself.
int watch(VerbContext& context, const std::string& runsFolder,
          const std::vector<std::string>& words) {
  const StopKeys keys;
  const bool json = context.arguments.has("json");
  const bool redraw = isTerminal(context.out) && !json;
  std::map<std::string, TimeLeft> timesLeft;
  std::string printed;
  for (;;) {
    const Overview overview = look(runsFolder, words);
    for (const RunSnapshot& run : overview.runs) {
      timesLeft[run.name].observe(now(), run.status.progress.step);
    }
    const bool last = !overview.live() || keys.wish() != StopWish::None;
    std::ostringstream text;
    if (json) {
      if (last) text << toJson(overview).dump(2) << '\n';
    } else {
      print(overview, timesLeft, text);
    }
    if (text.str() != printed)
      context.out << (redraw ? "\033[H\033[J" : "") << text.str() << std::flush;
    printed = text.str();
    if (last) return kExitDone;
    std::this_thread::sleep_for(kWatchPause);
  }
}

int status(VerbContext& context) {
  const std::string runsFolder = context.arguments.value("runs", "runs");
  const std::vector<std::string>& words = context.arguments.positional();
  if (context.arguments.has("watch")) return watch(context, runsFolder, words);
  const Overview overview = look(runsFolder, words);
  if (context.arguments.has("json")) {
    context.out << toJson(overview).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else if (overview.runs.empty()) {
    context.out << "no runs in " << runsFolder << '\n';
  } else {
    print(overview, {}, context.out);
  }
  return kExitDone;
}

}  // namespace

Verb statusVerb() {
  return {"status",
          "[RUN...] [--runs DIR] [--json] [--watch]",
          "say how runs stand",
          {{"runs", "DIR", "folder of the run directories (default: runs)"},
           {"watch", "", "look again until nothing is running"},
           {"json", "", "print one JSON document"}},
          status};
}

}  // namespace lafs
