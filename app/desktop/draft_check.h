// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/experiment_spec.h"
#include "core/matrix/run_costs.h"
#include "widgets/runs/run_row.h"

namespace lafs {

/// A stage that a draft would run or reuse.
struct DraftStage {
  std::string title;
  std::string run;      ///< name of its run directory
  bool reused = false;  ///< done already
  std::string reason;   ///< why it runs, or how far it is
  StageKind kind = StageKind::Landmark;
  StageCosts costs;
  /// Seconds from measured rates of runs of the same stage, scaled by arithmetic; nothing when
  /// nothing comparable was measured here.
  std::optional<TimeRange> seconds;
};

/// All that can be said about a draft.
struct DraftCheck {
  std::vector<Problem> problems;  ///< places in the draft are "draft:line:col"
  std::string name;
  std::size_t cells = 0;
  ExperimentSpec spec;  ///< of the first cell; defaults where the draft has problems
  bool resolved = false;
  std::vector<DraftStage> stages;
};

/// Writes `text` to `file` (so that a restart finds it), reads it as an experiment and plans it
/// against the runs folder. `measured`: rows from which rates are taken. Never throws for what is
/// in the text. Files only: for a thread of the pool.
DraftCheck checkDraft(const std::string& text, const std::string& file,
                      const std::string& runsFolder, const std::vector<RunRowPtr>& measured);

}  // namespace lafs
