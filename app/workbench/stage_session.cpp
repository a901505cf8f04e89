// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/stage_session.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>

#include "app/workbench/progress_display.h"
#include "app/workbench/stop_keys.h"
#include "app/workbench/text_table.h"
#include "app/workbench/worker_binary.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/matrix/runner_registry.h"
#include "core/matrix/slurm/slurm_emit.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

constexpr double kClusterPollSeconds = 0.25;

std::vector<std::string> splitList(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

void checkDevices(const std::vector<std::string>& devices) {
  for (const std::string& device : devices) {
    const bool numbered = device.compare(0, 5, "cuda:") == 0 && parseInteger(device.substr(5));
    if (device == "auto" || device == "cpu" || device == "cuda" || numbered) continue;
    throw UserError("--device " + device, "is no device", "auto, cpu, cuda or cuda:N");
  }
}

void checkRanks(const ExecutorOptions& options) {
  if (options.ranks == 1) return;
  for (const std::string& device : options.devices) {
    if (device.compare(0, 5, "cuda:") != 0) continue;
    throw UserError("--device " + device, "is one GPU, and --ranks asks for one for each process",
                    "use --device cuda, which gives every process a GPU of its own");
  }
}

bool allDone(const StageGraph& graph, const std::string& runsFolder) {
  const RunsFolder runs(runsFolder);
  return std::all_of(graph.nodes.begin(), graph.nodes.end(), [&](const StageNode& node) {
    return RunReader(runs.run(node.name)).snapshot().state == RunState::Done;
  });
}

/// By default several workers on CPUs do not get in each other's way.
bool wantsPinning(const Arguments& arguments, const ExecutorOptions& options) {
  const std::string word = arguments.value("pin", "auto");
  if (word == "on" || word == "off") return word == "on";
  if (word != "auto") {
    throw UserError("--pin", "found '" + word + "', expected auto, on or off");
  }
  return options.slots > 1 &&
         std::all_of(options.devices.begin(), options.devices.end(),
                     [](const std::string& device) { return device == "cpu"; });
}

/// Seconds until workers are asked to stop; none without a limit.
std::optional<double> timeLimit(const Arguments& arguments) {
  if (!arguments.has("time-limit")) return {};
  const auto seconds = parseDuration(arguments.value("time-limit"));
  if (!seconds) {
    throw UserError("--time-limit",
                    "found '" + arguments.value("time-limit") + "', expected a length of time",
                    "e.g. 45m, 2h, 1h30m or 2:30:00");
  }
  return seconds;
}

/// What the cluster's executor is told; it has no slots of its own.
void readSlurmOptions(const Arguments& arguments, ExecutorOptions& options) {
  if (options.executor != "slurm") {
    for (const char* option : {"partition", "sbatch-arg", "emit"}) {
      if (!arguments.has(option)) continue;
      throw UserError(std::string("--") + option, "is of the cluster's executor",
                      "add --executor slurm");
    }
    return;
  }
  if (options.devices.size() > 1) {
    throw UserError("--device " + arguments.value("device"), "names several devices",
                    "each stage has what Slurm gives it; --jobs N says how many run at a time");
  }
  if (options.ranks > 1) {
    throw UserError("--ranks " + std::to_string(options.ranks),
                    "is of workers on this machine, and --executor slurm gives a stage one process",
                    "leave one of them out; srun shares a single stage, see the README");
  }
  options.slurm.partition = arguments.value("partition");
  options.slurm.sbatchArguments = arguments.values("sbatch-arg");
  options.slurm.atOnce = static_cast<int>(arguments.number("jobs", 0, 1));
  options.pollSeconds = kClusterPollSeconds;
}

ExecutorOptions optionsFrom(const VerbContext& context, const StageGraph& graph) {
  const Arguments& arguments = context.arguments;
  ExecutorOptions options;
  options.runsFolder = arguments.value("runs", "runs");
  options.executor = arguments.value("executor", options.executor);
  options.devices = splitList(arguments.value("device"));
  checkDevices(options.devices);
  const auto deviceCount = static_cast<long long>(std::max<std::size_t>(1, options.devices.size()));
  options.slots = static_cast<int>(arguments.number("jobs", deviceCount, 1));
  options.ranks = static_cast<int>(arguments.number("ranks", 1, 1));
  checkRanks(options);
  options.sameFailures = static_cast<int>(arguments.number("same-failures", 3, 0));
  options.maxFailures = static_cast<int>(arguments.number("max-failures", 0, 0));
  options.pinCores = wantsPinning(arguments, options);
  readSlurmOptions(arguments, options);
  if (!allDone(graph, options.runsFolder)) options.workerBinary = findWorker(context.program);
  return options;
}

Json cellNames(const Experiment& experiment, const StageNode& node) {
  Json cells = Json::array();
  for (const std::size_t cell : node.cells) cells.push_back(experiment.cells[cell].name);
  return cells;
}

Json nodeJson(const Experiment& experiment, const StageNode& node) {
  return Json{{"key", node.key},
              {"stage", stageName(node.stage)},
              {"subject", node.subject.empty() ? Json() : Json(node.subject)},
              {"run", node.name},
              {"cells", cellNames(experiment, node)}};
}

}  // namespace

std::vector<Option> executorOptionTable() {
  return {
      {"runs", "DIR", "folder of the run directories (default: runs)"},
      {"device", "LIST", "auto, cpu, cuda or cuda:N; several with commas, one worker each"},
      {"jobs", "N", "stages at a time (default: one a device)"},
      {"ranks", "N", "processes that share each training on this machine (default 1)"},
      {"same-failures", "N", "start no more when so many fail the same way (default 3, 0: never)"},
      {"max-failures", "N", "start no more when so many stages fail at all (default: never)"},
      {"time-limit", "TIME", "then stop with checkpoints and exit 75, e.g. 45m, 2h or 1:30:00"},
      {"executor", "NAME",
       "local, or slurm: job arrays, which Ctrl-C leaves running (run again follows, stop ends)"},
      {"partition", "NAME", "slurm: the partition of the jobs"},
      {"sbatch-arg", "ARG", "slurm: one more option of sbatch, e.g. --sbatch-arg=--gres=gpu:1",
       true},
      {"pin", "WORD", "own CPU cores for each of several workers: auto, on or off"},
      {"json", "", "print one JSON document"}};
}

int emitSession(VerbContext& context, const StageGraph& graph) {
  const ExecutorOptions options = optionsFrom(context, graph);
  const std::string folder = context.arguments.value("emit");
  const std::vector<std::string> names = emitSlurmScripts(graph, options, folder);
  if (context.arguments.has("json")) {
    context.out << Json{{"emitted", names}, {"folder", folder}}.dump(2) << '\n';
  } else if (names.empty()) {
    context.out << "every stage is done: nothing to submit\n";
  } else {
    for (const std::string& name : names) context.out << folder << '/' << name << ".sh\n";
    context.out << "Submit them with " << folder << "/submit.sh; `run --executor slurm` follows.\n";
  }
  return kExitDone;
}

ExecutorResult runSession(VerbContext& context, const Experiment& experiment,
                          const StageGraph& graph) {
  const ExecutorOptions options = optionsFrom(context, graph);
  const StopKeys keys;
  ProgressDisplay display(context.err, graph.nodes.size());
  ExecutorEvents events;
  events.changed = [&](const auto& node, const auto& outcome) { display.changed(node, outcome); };
  events.progressed = [&](const auto& node, const auto& status) {
    display.progressed(node, status);
  };
  events.notice = [&](const std::string& text) { display.notice(text); };
  const std::optional<double> limit = timeLimit(context.arguments);
  const auto started = std::chrono::steady_clock::now();
  const bool stay = workersStay(options.executor);
  events.stopWish = [&, limitSaid = false]() mutable {
    const StopWish wish = keys.wish() != StopWish::None && stay ? StopWish::Leave : keys.wish();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
    if (wish != StopWish::None || !limit || elapsed.count() < *limit) return wish;
    if (!limitSaid) display.notice("the time limit of " + formatDuration(*limit) + " is reached");
    limitSaid = true;
    return StopWish::Stop;
  };
  return runStages(experiment, graph, options, events);
}

Json stagesJson(const Experiment& experiment, const StageGraph& graph,
                const std::vector<StageOutcome>& outcomes) {
  Json stages = Json::array();
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    Json stage = nodeJson(experiment, graph.nodes[i]);
    stage["state"] = stageStateName(outcomes[i].state);
    stage["reused"] = outcomes[i].reused;
    stage["seconds"] = outcomes[i].seconds;
    stage["error"] = outcomes[i].error.empty() ? Json() : Json(outcomes[i].error);
    stages.push_back(std::move(stage));
  }
  return stages;
}

Json planJson(const Experiment& experiment, const StageGraph& graph,
              const std::vector<StagePlan>& plans) {
  Json stages = Json::array();
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    Json stage = nodeJson(experiment, graph.nodes[i]);
    stage["state"] = runStateName(plans[i].state);
    stage["reused"] = plans[i].reused;
    stage["seconds"] = plans[i].seconds;
    stage["reason"] = plans[i].reason;
    stage["nearest"] = plans[i].nearest.empty() ? Json() : Json(plans[i].nearest);
    Json differences = Json::array();
    for (const FieldDifference& field : plans[i].differences) {
      differences.push_back({{"field", field.field}, {"was", field.was}, {"now", field.now}});
    }
    stage["differences"] = differences;
    stages.push_back(std::move(stage));
  }
  return stages;
}

void printPlan(const StageGraph& graph, const std::vector<StagePlan>& plans, std::ostream& out) {
  using Align = TextTable::Align;
  TextTable table({"run", "what", "cells", "plan", "why"},
                  {Align::Left, Align::Left, Align::Right, Align::Left, Align::Left});
  std::size_t reused = 0;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const StageNode& node = graph.nodes[i];
    reused += plans[i].reused ? 1 : 0;
    table.row({node.name, node.title(), std::to_string(node.cells.size()),
               plans[i].reused ? "reuse" : "run", plans[i].reason});
  }
  out << table.text() << graph.nodes.size() << " stages, " << reused << " reused, "
      << graph.nodes.size() - reused << " to run\n";
}

void printSummary(const StageGraph& graph, const ExecutorResult& result,
                  const std::string& runsFolder, std::ostream& out) {
  std::size_t done = 0;
  std::size_t reused = 0;
  for (const StageOutcome& outcome : result.outcomes) {
    done += outcome.state == StageState::Done ? 1 : 0;
    reused += outcome.reused ? 1 : 0;
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const StageOutcome& outcome = result.outcomes[i];
    if (outcome.state == StageState::Done) continue;
    out << stageStateName(outcome.state) << ' ' << graph.nodes[i].name;
    if (!outcome.error.empty()) out << ": " << outcome.error;
    out << '\n';
  }
  out << done << " of " << graph.nodes.size() << " stages done (" << reused << " reused); runs in "
      << runsFolder << '\n';
  if (done < graph.nodes.size()) {
    out << "Run the same command again: failed stages are retried, stopped ones go on.\n";
  }
}

}  // namespace lafs
