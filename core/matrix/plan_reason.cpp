// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/plan_reason.h"

#include <filesystem>
#include <map>

#include "core/run/run_reader.h"

namespace lafs {

namespace {

constexpr std::size_t kDifferencesInReason = 3;

struct KnownRun {
  std::string name;
  Json content;
};

/// Contents of the runs in the folder, by stage; read once, and only when something is new.
class KnownRuns {
 public:
  explicit KnownRuns(std::string runsFolder) : runsFolder_(std::move(runsFolder)) {}

  const std::vector<KnownRun>& of(StageKind stage) {
    if (!read_) readAll();
    return byStage_[stage];
  }

 private:
  void readAll() {
    read_ = true;
    for (const std::string& directory : listRuns(runsFolder_)) {
      const Json stage = RunReader(directory).stage();
      const std::string name = std::filesystem::path(directory).filename().string();
      if (stage.contains("content")) {
        byStage_[parseRunName(name)->stage].push_back({name, stage["content"]});
      }
    }
  }

  std::string runsFolder_;
  bool read_ = false;
  std::map<StageKind, std::vector<KnownRun>> byStage_;
};

std::string progressText(const RunProgress& progress) {
  std::string text = "step " + std::to_string(progress.step);
  if (progress.steps > 0) text += " of " + std::to_string(progress.steps);
  return text;
}

std::string firstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string stateReason(const RunSnapshot& run) {
  switch (run.state) {
    case RunState::Done:
      return "done";
    case RunState::Running:
      return "running: " + run.status.process.text();
    case RunState::LostContact:
      return "lost contact with " + run.status.process.text() + ": waits for it";
    case RunState::Failed:
      return "failed (" + firstLine(run.status.error) + "): retried";
    case RunState::Dead:
    case RunState::Stopped:
    case RunState::Interrupted:
      return std::string(runStateName(run.state)) + " at " + progressText(run.status.progress) +
             ": continues";
    case RunState::Queued:
      return "queued";
  }
  return {};
}

void explainNew(const StageNode& node, KnownRuns& known, StagePlan& plan) {
  for (const KnownRun& run : known.of(node.stage)) {
    if (run.name == node.name || run.content.value("subject", "") != node.subject) continue;
    auto differences = contentDifferences(run.content, node.content);
    if (plan.nearest.empty() || differences.size() < plan.differences.size()) {
      plan.nearest = run.name;
      plan.differences = std::move(differences);
    }
  }
  if (plan.nearest.empty()) {
    plan.reason = "new: no " + node.title() + " run yet";
    return;
  }
  plan.reason = "new: differs from " + plan.nearest + " in ";
  for (std::size_t i = 0; i < plan.differences.size() && i < kDifferencesInReason; ++i) {
    const FieldDifference& field = plan.differences[i];
    if (i > 0) plan.reason += ", ";
    plan.reason += field.field + " (" + (field.was.empty() ? "absent" : field.was) + " -> " +
                   (field.now.empty() ? "absent" : field.now) + ')';
  }
  if (plan.differences.size() > kDifferencesInReason) {
    plan.reason +=
        " and " + std::to_string(plan.differences.size() - kDifferencesInReason) + " more";
  }
}

}  // namespace

std::vector<StagePlan> planStages(const StageGraph& graph, const std::string& runsFolder) {
  const RunsFolder runs(runsFolder);
  KnownRuns known(runsFolder);
  std::vector<StagePlan> plans;
  for (const StageNode& node : graph.nodes) {
    const RunSnapshot run = RunReader(runs.run(node.name)).snapshot();
    StagePlan plan;
    plan.state = run.state;
    plan.reused = run.state == RunState::Done;
    plan.seconds = run.status.seconds;
    plan.reason = stateReason(run);
    if (run.state == RunState::Queued) explainNew(node, known, plan);
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace lafs
