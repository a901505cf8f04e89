// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "app/workbench/describe.h"
#include "app/workbench/text_table.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/spec_json.h"
#include "core/matrix/plan_reason.h"
#include "core/matrix/stage_graph.h"
#include "core/report/plan_summary.h"

namespace lafs {

namespace {

constexpr std::size_t kMostDifferences = 8;  ///< of a stage from its nearest run, for people

struct Description {
  Experiment experiment;
  StageGraph graph;
  std::vector<StagePlan> plans;  ///< node by node
  PlanSummary summary;
};

/// A setting of the experiment; empty `value` when it varies between cells.
struct Setting {
  const SpecField* field;
  std::string value;
  bool varies = false;
};

/// Sections that some stage of the experiment reads.
std::set<std::string> sectionsInUse(const StageGraph& graph) {
  std::set<std::string> sections = {"", "data", "model"};
  for (const StageNode& node : graph.nodes) sections.insert(stageName(node.stage));
  return sections;
}

/// Fields that this cell looks at: of data that is not inherited, of the optimizer in use ...
bool isLookedAt(const SpecField& field, const ExperimentSpec& spec) {
  const std::string& path = field.path();
  const std::size_t dot = path.rfind('.');
  const std::string section = dot == std::string::npos ? "" : path.substr(0, dot);
  if (section.size() > 5 && section.compare(section.size() - 5, 5, ".data") == 0) {
    const bool inherits = findSpecField(section + ".source")->text(spec) == "inherit";
    if (inherits) return false;
  }
  const Field& facts = field.field();
  if (facts.neededBy.empty()) return true;
  const std::string decider = findSpecField(section + "." + facts.neededBy)->text(spec);
  for (const std::string& value : facts.neededValues) {
    if (value == decider) return true;
  }
  return false;
}

/// Value as it will be used: sizes of the model come from its preset where the file names none.
std::string valueOf(const SpecField& field, const ExperimentSpec& spec) {
  const std::string text = field.text(spec);
  if (text != field.field().zeroWord || field.path().rfind("model.", 0) != 0) return text;
  const Json numbers = numbersOf(spec, "model");
  const auto found = numbers.find(field.field().name);
  if (found == numbers.end()) return "-";
  return found->is_number_float() ? formatNumber(found->get<double>()) : found->dump();
}

std::vector<Setting> settingsOf(const Description& description) {
  const std::set<std::string> sections = sectionsInUse(description.graph);
  std::vector<Setting> settings;
  for (const SpecField& field : specFields()) {
    const std::size_t dot = field.path().find('.');
    const std::string top = dot == std::string::npos ? "" : field.path().substr(0, dot);
    if (sections.count(top) == 0) continue;
    std::set<std::string> values;
    for (const Cell& cell : description.experiment.cells) {
      if (isLookedAt(field, cell.spec)) values.insert(valueOf(field, cell.spec));
    }
    if (values.empty()) continue;
    Setting setting{&field, *values.begin(), values.size() > 1};
    if (setting.varies) {
      setting.value = "varies: " + join({values.begin(), values.end()}, " | ");
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

Json jsonOf(const Description& description) {
  Json json = {{"experiment", description.experiment.name},
               {"axes", description.experiment.axes},
               {"cells", Json::array()},
               {"stages", Json::array()},
               {"plan", planSummaryJson(description.summary)},
               {"settings", Json::object()}};
  const auto& cells = description.experiment.cells;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Json stages = Json::array();
    for (std::size_t node : description.graph.cellNodes.at(i)) {
      stages.push_back(description.graph.nodes.at(node).name);
    }
    json["cells"].push_back(
        {{"name", cells[i].name}, {"coordinates", cells[i].coordinates}, {"stages", stages}});
  }
  for (std::size_t i = 0; i < description.graph.nodes.size(); ++i) {
    const StageNode& node = description.graph.nodes[i];
    const StagePlan& plan = description.plans.at(i);
    Json differences = Json::array();
    for (const FieldDifference& difference : plan.differences) {
      differences.push_back(
          {{"field", difference.field}, {"was", difference.was}, {"now", difference.now}});
    }
    Json problems = Json::array();
    for (const Problem& problem : node.problems) problems.push_back(problem.text());
    json["stages"].push_back({{"key", node.key},
                              {"stage", stageName(node.stage)},
                              {"subject", node.subject},
                              {"state", runStateName(plan.state)},
                              {"reused", plan.reused},
                              {"reason", plan.reason},
                              {"inputs", node.inputs},
                              {"nearest", plan.nearest},
                              {"differences", differences},
                              {"problems", problems}});
  }
  for (const Setting& setting : settingsOf(description)) {
    json["settings"][setting.field->path()] = setting.value;
  }
  return json;
}

void printSettings(const Description& description, std::ostream& out) {
  using Align = TextTable::Align;
  TextTable table({"field", "value", "the paper"}, {Align::Left, Align::Left, Align::Left});
  for (const Setting& setting : settingsOf(description)) {
    table.row({setting.field->path(), setting.value, setting.field->field().paper});
  }
  out << table.text() << "\n";
}

void printStages(const Description& description, std::ostream& out) {
  using Align = TextTable::Align;
  TextTable table({"stage", "run", "cells", "state", "", "why"},
                  {Align::Left, Align::Left, Align::Right, Align::Left, Align::Left, Align::Left});
  for (std::size_t i = 0; i < description.graph.nodes.size(); ++i) {
    const StageNode& node = description.graph.nodes[i];
    const StagePlan& plan = description.plans.at(i);
    const char* action = plan.reused ? "reuse" : node.problems.empty() ? "run" : "cannot run";
    table.row({node.title(), node.name, std::to_string(node.cells.size()), runStateName(plan.state),
               action, plan.reason});
  }
  out << table.text() << "\n";
}

void printDifferences(const Description& description, std::ostream& out) {
  for (std::size_t i = 0; i < description.graph.nodes.size(); ++i) {
    const StagePlan& plan = description.plans.at(i);
    if (plan.reused || plan.nearest.empty()) continue;
    out << description.graph.nodes[i].name << " differs from " << plan.nearest << ":\n";
    const std::size_t shown = std::min(plan.differences.size(), kMostDifferences);
    for (std::size_t d = 0; d < shown; ++d) {
      const FieldDifference& difference = plan.differences[d];
      out << "  " << difference.field << ": " << (difference.was.empty() ? "-" : difference.was)
          << " -> " << (difference.now.empty() ? "-" : difference.now) << "\n";
    }
    if (shown < plan.differences.size()) {
      out << "  and " << plan.differences.size() - shown << " more\n";
    }
  }
}

void printText(const Description& description, std::ostream& out) {
  const auto& cells = description.experiment.cells;
  out << description.experiment.name << ": " << cells.size()
      << (cells.size() == 1 ? " cell, " : " cells, ") << description.graph.nodes.size()
      << " stages\n\n";
  printSettings(description, out);
  printStages(description, out);
  if (cells.size() > 1) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::vector<std::string> stages;
      for (std::size_t node : description.graph.cellNodes.at(i)) {
        stages.push_back(description.graph.nodes.at(node).name);
      }
      out << cells[i].name << ": " << join(stages, ", ") << "\n";
    }
    out << "\n";
  }
  printDifferences(description, out);
  for (const std::string& sentence : description.summary.sentences()) out << sentence << "\n";
  for (const Problem& problem : description.graph.problems()) {
    out << "cannot run yet: " << problem.text() << "\n";
  }
}

}  // namespace

int describeExperiment(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 2) {
    throw UserError("", "describe experiment needs one EXPERIMENT",
                    "describe experiment experiments/quickstart.yaml");
  }
  const std::string runs = arguments.value("runs", "runs");
  Description description;
  description.experiment = loadExperiment(arguments.positional()[1], arguments.values("set"));
  DataFingerprints fingerprints(runs + "/.fingerprints.json");
  description.graph = buildStageGraph(description.experiment, fingerprints);
  description.plans = planStages(description.graph, runs);
  description.summary = planSummary(description.graph, runs);
  if (arguments.has("json")) {
    context.out << jsonOf(description).dump(2) << "\n";
  } else {
    printText(description, context.out);
  }
  return kExitDone;
}

}  // namespace lafs
