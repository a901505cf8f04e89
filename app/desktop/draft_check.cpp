// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/draft_check.h"

#include <algorithm>
#include <exception>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/config/experiment.h"
#include "core/config/field_table.h"
#include "core/matrix/plan_reason.h"
#include "core/matrix/stage_graph.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// Spread between the nearest and the other measured runs is real; this is added for the rest.
constexpr double kUncertainty = 0.15;
constexpr std::size_t kMeasuredRuns = 60;  // more of them tell nothing new

/// Seconds that a measured run took for one multiply-add of training; 0 when it says nothing.
double secondsPerMultiplyAdd(const RunRow& row, StageKind kind) {
  if (!row.identity || row.identity->stage != kind || row.seconds < 5) return 0;
  if (row.progress.step <= 0 || row.progress.steps <= 0) return 0;
  ExperimentSpec spec;
  for (const auto& [path, value] : *row.spec) {
    const SpecField* field = findSpecField(path);
    if (!field) continue;
    const FieldSlot slot = field->slot(spec);
    try {
      if (auto* const* integer = std::get_if<std::int64_t*>(&slot)) {
        **integer = field->field().zeroWord == value ? 0 : std::stoll(value);
      } else if (auto* const* number = std::get_if<double*>(&slot)) {
        **number = field->field().zeroWord == value ? 0 : std::stod(value);
      } else if (auto* const* text = std::get_if<std::string*>(&slot)) {
        **text = value;
      }
    } catch (const std::exception&) {
      return 0;
    }
  }
  try {
    const StageCosts costs = stageCosts(spec, kind);
    if (!costs.images || *costs.images <= 0) return 0;
    const double share =
        static_cast<double>(row.progress.step) / static_cast<double>(row.progress.steps);
    const double work = costs.trainMultiplyAdds * static_cast<double>(*costs.images) *
                        static_cast<double>(costs.epochs) * share;
    return work > 0 ? row.seconds / work : 0;
  } catch (const UserError&) {
    return 0;
  }
}

std::optional<TimeRange> timeOf(const DraftStage& stage, const std::vector<RunRowPtr>& measured) {
  if (!stage.costs.images || stage.costs.trainMultiplyAdds <= 0) return {};
  const double work = stage.costs.trainMultiplyAdds * static_cast<double>(*stage.costs.images) *
                      static_cast<double>(stage.costs.epochs);
  std::vector<double> rates;
  for (const RunRowPtr& row : measured) {
    const double rate = secondsPerMultiplyAdd(*row, stage.kind);
    if (rate > 0) rates.push_back(rate);
    if (rates.size() == kMeasuredRuns) break;
  }
  if (rates.empty()) return {};
  std::sort(rates.begin(), rates.end());
  const double low = rates[rates.size() / 4];
  const double high = rates[(rates.size() * 3) / 4];
  return TimeRange{work * low * (1 - kUncertainty), work * high * (1 + kUncertainty)};
}

/// With the cells that it is for, unless it is for all: several stages may have one name.
std::string titleOf(const StageNode& node, const Experiment& experiment) {
  constexpr std::size_t kNamed = 2;
  if (node.cells.size() == experiment.cells.size()) return node.title();
  std::vector<std::string> cells;
  for (const std::size_t cell : node.cells) {
    if (cells.size() == kNamed) break;
    cells.push_back(experiment.cells[cell].name);
  }
  std::string names = join(cells, ", ");
  if (node.cells.size() > kNamed) names += ", \u2026";
  return node.title() + " \u00b7 " + names;
}

void plan(const Experiment& experiment, const std::string& runsFolder,
          const std::vector<RunRowPtr>& measured, DraftCheck& check) {
  DataFingerprints fingerprints(RunsFolder(runsFolder).fingerprints());
  const StageGraph graph = buildStageGraph(experiment, fingerprints);
  for (const Problem& problem : graph.problems()) check.problems.push_back(problem);
  const std::vector<StagePlan> plans = planStages(graph, runsFolder);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const StageNode& node = graph.nodes[i];
    DraftStage stage;
    stage.title = titleOf(node, experiment);
    stage.run = node.name;
    stage.kind = node.stage;
    stage.reused = plans[i].reused;
    stage.reason = plans[i].reason;
    stage.costs = stageCosts(node.spec, node.stage);
    if (!stage.reused) stage.seconds = timeOf(stage, measured);
    check.stages.push_back(std::move(stage));
  }
}

/// "…/draft.yaml:3:7" becomes "draft:3:7", whatever folder the drafts are in.
void shortenPlaces(std::vector<Problem>& problems, const std::string& file) {
  for (Problem& problem : problems) {
    const std::size_t found = problem.where.find(file);
    if (found != std::string::npos) problem.where.replace(found, file.size(), "draft");
  }
}

}  // namespace

DraftCheck checkDraft(const std::string& text, const std::string& file,
                      const std::string& runsFolder, const std::vector<RunRowPtr>& measured) {
  DraftCheck check;
  try {
    std::error_code ignored;
    fs::create_directories(fs::path(file).parent_path(), ignored);
    writeFileAtomically(file, text);
    const Experiment experiment = loadExperiment(file);
    check.name = experiment.name;
    check.cells = experiment.cells.size();
    check.spec = experiment.cells.front().spec;
    check.resolved = true;
    plan(experiment, runsFolder, measured, check);
  } catch (const UserError& error) {
    check.problems.insert(check.problems.end(), error.problems().begin(), error.problems().end());
  } catch (const std::exception& error) {
    check.problems.push_back({file, error.what(), {}});
  }
  shortenPlaces(check.problems, file);
  return check;
}

}  // namespace lafs
