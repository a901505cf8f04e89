// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// One point of an experiment's matrix: a complete spec, and where it stands on each axis.
struct Cell {
  std::string name;  ///< unique in its experiment, e.g. "LAFS shots=1 seed=0"
  std::map<std::string, std::string> coordinates;  ///< axis -> printed value
  ExperimentSpec spec;
};

/// Cells that belong together: those of one file. Most experiments have one part; a file with
/// `experiments:` has one for each file that it names.
struct ExperimentPart {
  std::string name;
  std::string file;
  std::size_t firstCell = 0, cells = 0;
  std::vector<std::string> axes;
  Json report = Json::object();  ///< `report:` of that file
};

/// An experiment file, resolved: `extends`, preset, overrides and matrix are applied.
struct Experiment {
  std::string name;
  std::string file;
  std::vector<Cell> cells;            ///< at least one; the first axis varies slowest
  std::vector<std::string> axes;      ///< in the order of the file; empty without a matrix
  Json report = Json::object();       ///< `report:` of the file, for whoever prints the table
  std::vector<ExperimentPart> parts;  ///< at least one, in order; together all cells
};

/// Reads, expands and checks an experiment. `overrides` are "a.b=c" (the program's --set), applied
/// last. A file with `experiments: [a.yaml, b.yaml]` (paths relative to it) is all of them in one:
/// their cells are called "a: …", with a coordinate `table` that holds the part's name, and get the
/// overrides each. A root "{name}" is looked up in data-roots.yaml (data_roots.h); an override of a
/// `root` without one of its `source` says that faces come from that folder, that of `data.root`
/// also those of stages with synthetic data of their own. Throws one UserError
/// that holds every problem found, each with its place
/// ("file:line:col", or "--set a.b=c"). Whether data folders exist is not looked at; relative
/// `root`s are made absolute against the current folder.
Experiment loadExperiment(const std::string& path, const std::vector<std::string>& overrides = {});

/// Name of a cell without its seed.
std::string nameWithoutSeed(const Cell& cell);

/// Keeps the cells with these names, or with these names but for the seed. UserError with the
/// nearest name for one that the experiment does not have.
void keepCells(Experiment& experiment, const std::vector<std::string>& names);

}  // namespace lafs
