// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "widgets/runs/run_row.h"

namespace lafs {

/// spec.yaml of a run, as a row keeps it.
struct SpecReading {
  std::shared_ptr<const SpecValues> values;  ///< never null
  std::string name;                          ///< of the experiment
  std::string problem;                       ///< empty when the file is what it should be
};

/// Reads the values that differ from the defaults. Never throws for what is in the file.
SpecReading readSpecValues(const std::string& path);

/// Fills `row.metrics` (newest line of metrics.jsonl, results/metrics.json flattened) and
/// `row.spark`. A torn or foreign line is passed over. Reads at most some tens of kilobytes of a
/// long history.
void readMetricValues(const RunPaths& paths, RunRow& row);

}  // namespace lafs
