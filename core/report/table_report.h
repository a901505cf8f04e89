// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/report/ledger.h"
#include "core/report/measurement.h"

namespace lafs {

/// How a part's `report:` section asks for its tables:
///   tables:     [2]                        published tables that it fills
///   columns:    {IJB-B: {protocol: profile, far: 1e-2}}   what stands for a published measure
///   stands_for: {fraction: {0.5: 0.01}}    see cell_facts.h
struct ReportOptions {
  std::vector<int> tables;
  std::map<std::string, Measure> columns;
  /// UserError, naming the part's file, for anything that is none of these.
  static ReportOptions of(const ExperimentPart& part);
};

/// The tables of one part. A part that names published tables gets these, as far as its cells
/// stand for them (at the paper's scale: whole, with the rows that the paper quotes from others),
/// and one more table with its other cells; any other part gets one table of all its cells by
/// everything that was measured. Best cells are marked, and tested against (significance.h).
std::vector<ReportTable> tablesOf(const Experiment& experiment, std::size_t part,
                                  const std::vector<CellGroup>& groups,
                                  const std::string& runsFolder);

/// What measures a published measure in this part.
Measure measureFor(const LedgerMeasure& published, const ReportOptions& options);

/// Whether a cell with these facts is the published one. The size of the model is not asked of a
/// cell that has neither of the paper's sizes.
bool standsFor(const Facts& cell, const Facts& published);

}  // namespace lafs
