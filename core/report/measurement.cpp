// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/measurement.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/eval/student_interval.h"
#include "core/run/run_paths.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

/// The state of every stage, read once.
std::vector<RunState> nodeStates(const StageGraph& graph, const RunsFolder& runs) {
  std::vector<RunState> states;
  for (const StageNode& node : graph.nodes) {
    states.push_back(RunReader(runs.run(node.name)).snapshot().state);
  }
  return states;
}

/// The evaluation of the cell's final model; graph.nodes.size() when it asks for none.
std::size_t finalEvaluation(const Cell& cell, const std::vector<std::size_t>& nodes,
                            const StageGraph& graph) {
  const bool finetuned = cell.spec.finetune.train.loss != "none";
  const char* subject = stageName(finetuned ? StageKind::Finetune : StageKind::Pretrain);
  for (const std::size_t index : nodes) {
    const StageNode& node = graph.nodes[index];
    if (node.stage == StageKind::Evaluate && node.subject == subject) return index;
  }
  return graph.nodes.size();
}

SeedRun seedRun(const Experiment& experiment, const StageGraph& graph, const RunsFolder& runs,
                const std::vector<RunState>& states, std::size_t cell) {
  SeedRun run;
  run.cell = cell;
  run.seed = experiment.cells[cell].spec.seed;
  const std::vector<std::size_t>& nodes = graph.cellNodes[cell];
  for (const std::size_t index : nodes) {
    run.running = run.running || isLive(states[index]);
    run.failed = run.failed || states[index] == RunState::Failed;
  }
  const std::size_t last = finalEvaluation(experiment.cells[cell], nodes, graph);
  if (last == graph.nodes.size()) return run;
  run.run = graph.nodes[last].name;
  run.done = states[last] == RunState::Done;
  if (run.done) {
    run.metrics = RunReader(runs.run(run.run)).result(format::kResultMetrics).value_or(Json());
  }
  return run;
}

const Json* protocolOf(const Json& metrics, const std::string& name) {
  if (!metrics.is_object() || !metrics.contains("protocols")) return nullptr;
  for (const Json& protocol : metrics["protocols"]) {
    if (isProtocol(protocol.value("name", ""), name)) return &protocol;
  }
  return nullptr;
}

/// An interval as evaluations write it, [low, high]; null where it would mean nothing.
std::optional<ReportInterval> intervalOf(const Json& owner, const char* key, const Json& protocol) {
  const Json interval = owner.value(key, Json());
  if (!interval.is_array() || interval.size() != 2 || !interval[0].is_number()) return {};
  const Json unit = protocol.value("unit", Json::object());
  return ReportInterval{interval[0].get<double>(), interval[1].get<double>(),
                        unit.value("level", 0.95),
                        "bootstrap over " + unitsText(unit.value("count", std::int64_t{0}),
                                                      unit.value("kind", "identity"))};
}

/// Groups are the same when nothing but the seed differs; the name says all coordinates.
std::string groupKey(std::size_t part, const std::string& name) {
  return std::to_string(part) + '\n' + name;
}

}  // namespace

CellState CellGroup::state() const {
  const std::size_t done = seedsDone();
  if (done == seeds.size()) return CellState::Done;
  const auto any = [&](bool SeedRun::*member) {
    return std::any_of(seeds.begin(), seeds.end(),
                       [&](const SeedRun& run) { return run.*member && !run.done; });
  };
  if (any(&SeedRun::running)) return CellState::Running;
  if (any(&SeedRun::failed)) return CellState::Failed;
  return done > 0 ? CellState::Partly : CellState::Missing;
}

std::size_t CellGroup::seedsDone() const {
  return static_cast<std::size_t>(
      std::count_if(seeds.begin(), seeds.end(), [](const SeedRun& run) { return run.done; }));
}

std::vector<CellGroup> collectGroups(const Experiment& experiment, const StageGraph& graph,
                                     const std::string& runsFolder) {
  const RunsFolder runs(runsFolder);
  const std::vector<RunState> states = nodeStates(graph, runs);
  std::vector<CellGroup> groups;
  std::map<std::string, std::size_t> known;
  for (std::size_t part = 0; part < experiment.parts.size(); ++part) {
    const ExperimentPart& own = experiment.parts[part];
    const StandsFor standsFor(own.report.value("stands_for", Json()), own.file);
    for (std::size_t i = own.firstCell; i < own.firstCell + own.cells; ++i) {
      const Cell& cell = experiment.cells[i];
      const std::string name = nameWithoutSeed(cell);
      const auto [found, isNew] = known.emplace(groupKey(part, name), groups.size());
      if (isNew) {
        CellGroup group;
        group.part = part;
        group.name = name;
        group.coordinates = cell.coordinates;
        group.coordinates.erase("seed");
        group.facts = cellFacts(cell.spec, standsFor);
        group.paperScale = standsFor.empty() && isPaperScale(cell.spec);
        groups.push_back(std::move(group));
      }
      groups[found->second].seeds.push_back(seedRun(experiment, graph, runs, states, i));
    }
  }
  return groups;
}

bool isProtocol(const std::string& named, const std::string& wanted) {
  if (named == wanted) return true;
  const std::size_t colon = named.find(':');
  if (colon != std::string::npos && named.substr(0, colon) == wanted) return true;
  const std::string file = named.substr(named.find_last_of("/:") + 1);
  return file.substr(0, file.find_last_of('.')) == wanted;
}

std::string unitsText(std::int64_t units, const std::string& kind) {
  const std::string word = kind == "identity" ? "identities" : kind.empty() ? "units" : kind + "s";
  return std::to_string(units) + " " + word;
}

std::optional<SeedValue> seedValue(const SeedRun& run, const Measure& measure) {
  const Json* protocol = run.done ? protocolOf(run.metrics, measure.protocol) : nullptr;
  if (!protocol) return {};
  if (measure.rank1) {
    const Json rank1 = protocol->value("rank1", Json());
    if (!rank1.is_number()) return {};
    return SeedValue{rank1.get<double>(), intervalOf(*protocol, "rank1_interval", *protocol),
                     false};
  }
  if (!measure.far) {
    const Json accuracy = protocol->value("accuracy", Json());
    if (!accuracy.is_number()) return {};
    return SeedValue{accuracy.get<double>(), intervalOf(*protocol, "accuracy_interval", *protocol),
                     false};
  }
  for (const Json& point : protocol->value("tar_at_far", Json::array())) {
    if (point.value("far", 0.0) != *measure.far || !point.value("tar", Json()).is_number())
      continue;
    return SeedValue{point["tar"].get<double>(), intervalOf(point, "interval", *protocol),
                     point.value("below_floor", false)};
  }
  return {};
}

std::vector<Measure> measuresOf(const std::vector<const CellGroup*>& groups) {
  std::vector<Measure> measures;
  const auto add = [&](const Measure& measure) {
    const bool known = std::any_of(measures.begin(), measures.end(), [&](const Measure& other) {
      return other.protocol == measure.protocol && other.far == measure.far;
    });
    if (!known) measures.push_back(measure);
  };
  for (const CellGroup* group : groups) {
    for (const SeedRun& run : group->seeds) {
      if (!run.metrics.is_object()) continue;
      for (const Json& protocol : run.metrics.value("protocols", Json::array())) {
        const std::string name = protocol.value("name", "");
        if (protocol.contains("accuracy")) add({name + " accuracy", name, {}, false});
        for (const Json& point : protocol.value("tar_at_far", Json::array())) {
          const double far = point.value("far", 0.0);
          add({name + " TAR@FAR=" + formatNumber(far), name, far, false});
        }
      }
    }
  }
  return measures;
}

void fillMeasured(const CellGroup& group, const Measure& measure, const Experiment& experiment,
                  ReportCell& cell) {
  cell.asked = true;
  cell.state = group.state();
  cell.seedsPlanned = group.seeds.size();
  std::vector<SeedValue> values;
  for (const SeedRun& run : group.seeds) {
    cell.cells.push_back(experiment.cells[run.cell].name);
    const auto value = seedValue(run, measure);
    if (!value) continue;
    values.push_back(*value);
    cell.seeds.push_back(value->value);
    cell.runs.push_back(run.run);
    cell.belowFloor = cell.belowFloor || value->belowFloor;
  }
  cell.seedsDone = values.size();
  if (values.empty()) return;
  const SeedMean mean = seedMean(cell.seeds);
  cell.measured = mean.mean;
  if (mean.interval) {
    cell.interval = ReportInterval{mean.interval->low, mean.interval->high, mean.interval->level,
                                   "t over " + std::to_string(mean.count) + " seeds"};
  } else if (values.size() == 1) {
    cell.interval = values.front().interval;
  }
}

}  // namespace lafs
