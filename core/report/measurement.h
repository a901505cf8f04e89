// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment.h"
#include "core/matrix/stage_graph.h"
#include "core/report/cell_facts.h"
#include "core/report/cell_report.h"

namespace lafs {

/// The final evaluation of one cell: of its fine-tuned model, or of the teacher without
/// fine-tuning.
struct SeedRun {
  std::int64_t seed = 0;
  std::size_t cell = 0;
  std::string run;  ///< name of the evaluation's run directory
  bool done = false;
  bool running = false;  ///< one of the cell's stages is at work
  bool failed = false;   ///< one of them failed
  Json metrics;          ///< results/metrics.json once it is done
};

/// Cells that are equal in everything but their seed.
struct CellGroup {
  std::size_t part = 0;  ///< of the experiment
  std::string name;      ///< of its cells, without the seed
  std::map<std::string, std::string> coordinates;
  Facts facts;
  bool paperScale = false;
  std::vector<SeedRun> seeds;

  CellState state() const;
  std::size_t seedsDone() const;
};

/// All groups of an experiment, in the order of its cells, with what the runs folder holds of them.
/// `report.stands_for` of each part is applied to the facts.
std::vector<CellGroup> collectGroups(const Experiment& experiment, const StageGraph& graph,
                                     const std::string& runsFolder);

/// What one evaluation says of a measure.
struct SeedValue {
  double value = 0;  ///< fraction
  std::optional<ReportInterval> interval;
  bool belowFloor = false;
};
std::optional<SeedValue> seedValue(const SeedRun& run, const Measure& measure);

/// Whether a protocol as a spec names it ("bin:/data/lfw.bin", "all-pairs") is the one that a
/// report asks for: by its whole name, its kind ("ijbb") or the name of its file ("lfw").
bool isProtocol(const std::string& named, const std::string& wanted);

/// "80 identities".
std::string unitsText(std::int64_t units, const std::string& kind);

/// Protocols that evaluations of these groups list, each with its accuracy and every TAR@FAR.
std::vector<Measure> measuresOf(const std::vector<const CellGroup*>& groups);

/// Fills measured, interval, state, seeds and runs of a cell from a group.
void fillMeasured(const CellGroup& group, const Measure& measure, const Experiment& experiment,
                  ReportCell& cell);

}  // namespace lafs
