// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/stage_graph.h"

#include <algorithm>
#include <filesystem>

#include "core/matrix/stage_key.h"
#include "core/matrix/stage_needs.h"
#include "core/run/run_paths.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// Adds a cell's stages to the graph, or finds them there.
class GraphBuilder {
 public:
  GraphBuilder(StageGraph& graph, DataFingerprints& fingerprints)
      : graph_(graph), fingerprints_(fingerprints) {}

  void addCell(const ExperimentSpec& spec) {
    const std::size_t cell = graph_.cellNodes.size();
    graph_.cellNodes.emplace_back();
    std::map<StageKind, std::size_t> ofCell;
    for (const NeededStage& needed : neededStages(spec)) {
      const std::size_t node = share(makeNode(spec, needed, ofCell));
      if (needed.stage != StageKind::Evaluate) ofCell[needed.stage] = node;
      graph_.nodes[node].cells.push_back(cell);
      graph_.cellNodes[cell].push_back(node);
    }
  }

 private:
  StageNode makeNode(const ExperimentSpec& spec, const NeededStage& needed,
                     const std::map<StageKind, std::size_t>& ofCell) {
    StageNode node;
    node.stage = needed.stage;
    node.subject = needed.subject;
    node.spec = spec;
    std::map<std::string, std::string> inputKeys;
    for (const StageKind input : needed.inputs) {
      const std::size_t index = ofCell.at(input);
      node.dependencies.push_back(index);
      node.inputs[stageName(input)] = graph_.nodes[index].name;
      inputKeys[stageName(input)] = graph_.nodes[index].key;
    }
    const Json data = fingerprints_.of(spec, needed.stage, node.problems);
    node.content = stageContent(spec, needed.stage, needed.subject, inputKeys, data);
    node.key = stageKey(node.content);
    node.name = runName(node.stage, node.key);
    return node;
  }

  std::size_t share(StageNode node) {
    const auto [known, isNew] = byName_.emplace(node.name, graph_.nodes.size());
    if (isNew) graph_.nodes.push_back(std::move(node));
    return known->second;
  }

  StageGraph& graph_;
  DataFingerprints& fingerprints_;
  std::map<std::string, std::size_t> byName_;
};

/// The runs in `directories`, and every run that one of them reads and that is not done.
std::vector<StageJob> withUnfinishedInputs(std::vector<std::string> directories) {
  std::vector<StageJob> jobs;
  for (std::size_t i = 0; i < directories.size(); ++i) {
    jobs.push_back(readStageJob(directories[i]));
    for (const auto& [stage, input] : jobs.back().inputs) {
      if (RunReader(input).snapshot().state != RunState::Done) directories.push_back(input);
    }
  }
  return jobs;
}

}  // namespace

std::string StageNode::title() const {
  return subject.empty() ? stageName(stage) : std::string(stageName(stage)) + ' ' + subject;
}

StageJob StageNode::job(const std::string& runsFolder) const {
  const RunsFolder runs(runsFolder);
  StageJob result;
  result.stage = stage;
  result.key = key;
  result.spec = spec;
  result.subject = subject;
  for (const auto& [input, run] : inputs) result.inputs[input] = runs.run(run);
  result.directory = runs.run(name);
  return result;
}

std::vector<Problem> StageGraph::problems() const {
  std::vector<Problem> all;
  for (const StageNode& node : nodes) {
    for (const Problem& problem : node.problems) {
      const bool known = std::any_of(all.begin(), all.end(),
                                     [&](const Problem& p) { return p.text() == problem.text(); });
      if (!known) all.push_back(problem);
    }
  }
  return all;
}

StageGraph buildStageGraph(const Experiment& experiment, DataFingerprints& fingerprints) {
  StageGraph graph;
  GraphBuilder builder(graph, fingerprints);
  for (const Cell& cell : experiment.cells) builder.addCell(cell.spec);
  return graph;
}

StageGraph graphOfRuns(const std::vector<std::string>& directories) {
  StageGraph graph;
  std::map<std::string, std::size_t> byName;
  std::vector<StageJob> jobs = withUnfinishedInputs(directories);
  std::stable_sort(jobs.begin(), jobs.end(),
                   [](const StageJob& a, const StageJob& b) { return a.stage < b.stage; });
  for (const StageJob& job : jobs) {
    StageNode node;
    node.stage = job.stage;
    node.subject = job.subject;
    node.key = job.key;
    node.name = fs::path(job.directory).filename().string();
    if (byName.count(node.name)) continue;
    node.spec = job.spec;
    node.content = RunReader(job.directory).stage().value("content", Json::object());
    for (const auto& [input, run] : job.inputs) {
      node.inputs[input] = fs::path(run).filename().string();
      const auto known = byName.find(node.inputs[input]);
      if (known != byName.end()) node.dependencies.push_back(known->second);
    }
    byName[node.name] = graph.nodes.size();
    graph.nodes.push_back(std::move(node));
  }
  return graph;
}

}  // namespace lafs
