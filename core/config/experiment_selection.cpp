// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iterator>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/experiment.h"

namespace lafs {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void checkNames(const Experiment& experiment, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const Cell& cell : experiment.cells) {
    known.push_back(cell.name);
    known.push_back(nameWithoutSeed(cell));
  }
  for (const std::string& name : names) {
    if (contains(known, name)) continue;
    const std::string near = nearestName(name, known);
    throw UserError(
        "--cell", "there is no cell '" + name + "' in " + experiment.file,
        near.empty() ? "`describe experiment` lists them" : "did you mean '" + near + "'?");
  }
}

}  // namespace

std::string nameWithoutSeed(const Cell& cell) {
  const auto seed = cell.coordinates.find("seed");
  if (seed == cell.coordinates.end()) return cell.name;
  std::string name = cell.name;
  for (const std::string& word : {" seed=" + seed->second, "seed=" + seed->second}) {
    const std::size_t at = name.find(word);
    if (at == std::string::npos) continue;
    name.erase(at, word.size());
    break;
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name.empty() ? cell.spec.name : name;
}

void keepCells(Experiment& experiment, const std::vector<std::string>& names) {
  checkNames(experiment, names);
  std::vector<Cell> kept;
  for (ExperimentPart& part : experiment.parts) {
    const std::size_t first = kept.size();
    for (std::size_t i = part.firstCell; i < part.firstCell + part.cells; ++i) {
      Cell& cell = experiment.cells[i];
      if (contains(names, cell.name) || contains(names, nameWithoutSeed(cell))) {
        kept.push_back(std::move(cell));
      }
    }
    part.firstCell = first;
    part.cells = kept.size() - first;
  }
  experiment.cells = std::move(kept);
}

}  // namespace lafs
