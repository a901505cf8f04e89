// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/plan_file.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "core/base/atomic_file.h"
#include "core/matrix/plan_queue.h"
#include "core/run/clock.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

Json stageEntry(const StageNode& node, const Experiment& experiment) {
  Json cells = Json::array();
  for (const std::size_t cell : node.cells) cells.push_back(experiment.cells.at(cell).name);
  return Json{{"key", node.key},
              {"stage", stageName(node.stage)},
              {"subject", node.subject},
              {"run", node.name},
              {"inputs", node.inputs},
              {"cells", cells},
              {"state", stageStateName(StageState::Queued)},
              {"reused", false},
              {"seconds", 0.0},
              {"error", nullptr}};
}

std::optional<PlanView> readPlan(const std::string& path, const Machine& machine) {
  const Json json = Json::parse(readWholeFile(path), nullptr, false);
  if (!json.is_object() || !json.contains("process")) return {};
  PlanView plan;
  plan.path = path;
  plan.experiment = json.value("experiment", "");
  plan.state = json.value("state", "");
  plan.process = processFromJson(json["process"]);
  plan.stages = json.value("stages", Json::array());
  const Presence presence = machine.presence(plan.process);
  plan.live =
      plan.state == "running" && (presence == Presence::Alive || presence == Presence::Elsewhere);
  return plan;
}

}  // namespace

PlanFile::PlanFile(const std::string& runsFolder, const Experiment& experiment,
                   const StageGraph& graph) {
  const RunsFolder runs(runsFolder);
  std::error_code error;
  fs::create_directories(runs.plans(), error);
  if (error) {
    throw UserError(runs.plans(), "cannot be made: " + error.message(),
                    "choose another --runs folder");
  }
  removeStale(runsFolder, experiment.name);
  path_ = runs.plan(experiment.name, ::getpid());
  removeRequests();
  head_ = Json{{"format", format::kRunFormatVersion},
               {"experiment", experiment.name},
               {"file", experiment.file},
               {"started", unixTime()},
               {"process", toJson(Machine::local().self())}};
  for (const StageNode& node : graph.nodes) {
    order_.push_back(stages_.size());
    stages_.push_back(stageEntry(node, experiment));
  }
}

void PlanFile::removeRequests() const {
  std::error_code ignored;
  fs::remove(RunsFolder::stopRequestOf(path_), ignored);
  fs::remove(RunsFolder::orderRequestOf(path_), ignored);
}

void PlanFile::removeStale(const std::string& runsFolder, const std::string& experiment) const {
  for (const PlanView& plan : readPlans(runsFolder)) {
    if (plan.live || plan.experiment != experiment) continue;
    std::error_code ignored;
    fs::remove(plan.path, ignored);
    fs::remove(RunsFolder::stopRequestOf(plan.path), ignored);
    fs::remove(RunsFolder::orderRequestOf(plan.path), ignored);
  }
}

void PlanFile::write(const std::string& state, const std::vector<StageOutcome>& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    Json& stage = stages_[i];
    stage["state"] = stageStateName(outcomes[i].state);
    stage["reused"] = outcomes[i].reused;
    stage["seconds"] = outcomes[i].seconds;
    stage["error"] = outcomes[i].error.empty() ? Json() : Json(outcomes[i].error);
  }
  Json json = head_;
  json["state"] = state;
  json["updated"] = unixTime();
  Json& stages = json["stages"] = Json::array();
  for (const std::size_t node : order_) stages.push_back(stages_[node]);
  writeFileAtomically(path_, json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

bool PlanFile::stopRequested() const {
  return ::access(RunsFolder::stopRequestOf(path_).c_str(), F_OK) == 0;
}

bool PlanFile::takeOrderRequest(const std::vector<StageOutcome>& outcomes) {
  const std::vector<std::string> wanted = takePlanOrder(path_);
  if (wanted.empty()) return false;
  std::map<std::string, std::size_t> waiting;
  std::vector<std::size_t> places;
  std::vector<std::string> names;
  for (std::size_t place = 0; place < order_.size(); ++place) {
    const std::size_t node = order_[place];
    if (outcomes[node].state != StageState::Queued) continue;
    places.push_back(place);
    names.push_back(stages_[node]["run"].get<std::string>());
    waiting[names.back()] = node;
  }
  const std::vector<std::string> now = rearranged(names, wanted);
  for (std::size_t i = 0; i < places.size(); ++i) order_[places[i]] = waiting.at(now[i]);
  return now != names;
}

void PlanFile::finish(const std::string& state, const std::vector<StageOutcome>& outcomes) {
  write(state, outcomes);
  removeRequests();
}

std::vector<PlanView> readPlans(const std::string& runsFolder, const Machine& machine) {
  std::vector<PlanView> plans;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(RunsFolder(runsFolder).plans(), error)) {
    if (!isPlanName(entry.path().filename().string())) continue;
    try {
      if (auto plan = readPlan(entry.path().string(), machine)) plans.push_back(std::move(*plan));
    } catch (const std::exception&) {
      // Removed meanwhile, or damaged: the other plans are still worth showing.
    }
  }
  std::sort(plans.begin(), plans.end(),
            [](const PlanView& a, const PlanView& b) { return a.path < b.path; });
  return plans;
}

void requestPlanStop(const PlanView& plan) {
  writeFileAtomically(RunsFolder::stopRequestOf(plan.path), planRequest().dump(2) + '\n');
}

}  // namespace lafs
