// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/plan_queue.h"

#include <unistd.h>

#include <cstdio>
#include <map>

#include "core/base/atomic_file.h"
#include "core/run/clock.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

/// Empty when there is no such text: a damaged plan has no say.
std::string textAt(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The runs that a request names; none when it is gone or damaged.
std::vector<std::string> namesIn(const std::string& file) {
  std::vector<std::string> runs;
  if (::access(file.c_str(), F_OK) != 0) return runs;
  try {
    const Json json = Json::parse(readWholeFile(file), nullptr, false);
    if (!json.is_object() || !json.contains("runs")) return runs;
    for (const Json& run : json["runs"]) {
      if (run.is_string()) runs.push_back(run.get<std::string>());
    }
  } catch (const UserError&) {
    // Taken by the executor in this very moment.
  }
  return runs;
}

}  // namespace

bool PlannedStage::waits() const {
  return state == stageStateName(StageState::Queued);
}

std::vector<PlannedStage> plannedStages(const PlanView& plan) {
  std::vector<PlannedStage> stages;
  if (!plan.stages.is_array()) return stages;
  for (const Json& entry : plan.stages) {
    if (!entry.is_object() || textAt(entry, "run").empty()) continue;
    PlannedStage planned{{textAt(entry, "run"), {}}, textAt(entry, "state")};
    const Json inputs = entry.value("inputs", Json::object());
    for (const Json& run : inputs) {
      if (run.is_string()) planned.stage.inputs.push_back(run.get<std::string>());
    }
    stages.push_back(std::move(planned));
  }
  return stages;
}

std::vector<QueuedStage> queueOf(const PlanView& plan) {
  if (!plan.live) return {};
  std::map<std::string, QueuedStage> waiting;
  std::vector<std::string> names;
  for (PlannedStage& planned : plannedStages(plan)) {
    const std::string run = planned.stage.run;
    if (planned.waits() && waiting.emplace(run, std::move(planned.stage)).second) {
      names.push_back(run);
    }
  }
  std::vector<QueuedStage> queue;
  for (const std::string& name :
       rearranged(names, namesIn(RunsFolder::orderRequestOf(plan.path)))) {
    queue.push_back(waiting.at(name));
  }
  return queue;
}

void requestPlanOrder(const PlanView& plan, const std::vector<std::string>& runs) {
  Json json = planRequest();
  json["runs"] = runs;
  writeFileAtomically(RunsFolder::orderRequestOf(plan.path), json.dump(2) + '\n');
}

std::vector<std::string> takePlanOrder(const std::string& planFile) {
  const std::string asked = RunsFolder::orderRequestOf(planFile);
  const std::string taken = asked + ".taken";  // a newer one may come while this one is read
  if (::access(asked.c_str(), F_OK) != 0 || std::rename(asked.c_str(), taken.c_str()) != 0) {
    return {};
  }
  std::vector<std::string> runs = namesIn(taken);
  std::remove(taken.c_str());
  return runs;
}

Json planRequest() {
  return Json{{"asked", unixTime()}, {"by", toJson(Machine::local().self())}};
}

}  // namespace lafs
