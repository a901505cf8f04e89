// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_emit.h"

#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/matrix/slurm/slurm_ledger.h"
#include "core/matrix/slurm/slurm_stage.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

std::vector<std::size_t> nodesNotDone(const StageGraph& graph, const std::string& runsFolder) {
  const RunsFolder runs(runsFolder);
  std::vector<std::size_t> nodes;
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    const RunReader reader(runs.run(graph.nodes[node].name));
    if (reader.snapshot().state != RunState::Done) nodes.push_back(node);
  }
  return nodes;
}

/// "02-pretrain".
std::string nameOf(std::size_t index, const SlurmArray& array) {
  const std::string number = std::to_string(index + 1);
  return (number.size() < 2 ? "0" : "") + number + '-' + stageName(array.stage);
}

void makeFolder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw UserError(folder, "cannot be made: " + error.message(), "choose another folder");
}

}  // namespace

std::vector<std::string> emitSlurmScripts(const StageGraph& graph, const ExecutorOptions& options,
                                          const std::string& folder) {
  checkSlurmSettings(options.slurm);
  const SlurmPlaces places = slurmPlaces(options);
  const std::vector<std::size_t> nodes = nodesNotDone(graph, options.runsFolder);
  if (nodes.empty()) return {};
  makeFolder(folder);
  SlurmLedger(options.runsFolder).create();
  const std::vector<SlurmArray> arrays = slurmArrays(graph, nodes, {});
  std::vector<std::string> names;
  for (const SlurmArray& array : arrays) {
    for (const std::size_t node : array.nodes) prepareSlurmStage(graph.nodes[node], options);
    const std::string name = nameOf(names.size(), array);
    const std::string path = folder + '/' + name;
    writeFileAtomically(path + ".sh", slurmScript(graph, array, options.slurm, places));
    writeFileAtomically(path + ".tasks", slurmTasksText(graph, array));
    names.push_back(name);
  }
  const std::string submit = folder + "/submit.sh";
  writeFileAtomically(submit, slurmSubmitScript(arrays, names, places));
  fs::permissions(submit, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add);
  return names;
}

}  // namespace lafs
