// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lafs {

/// What a column of a report measures. All values are fractions, 0 … 1.
struct Measure {
  std::string title;          ///< "LFW", "frontal accuracy", "IJB-B, 1 shot"
  std::string protocol;       ///< name under which an evaluation lists it
  std::optional<double> far;  ///< TAR at this FAR; without it the accuracy over folds ...
  bool rank1 = false;         ///< ... or the share of probes whose first match is right
};

/// Range that holds the true value with probability `level`, and how it was found.
struct ReportInterval {
  double low = 0, high = 0;
  double level = 0.95;
  std::string method;  ///< "t over 3 seeds", "bootstrap over 100 identities", "folds"
};

/// How a measured value stands to the published one.
enum class Verdict {
  Reproduced,   ///< same scale; the published value lies in a narrow interval
  Compatible,   ///< same scale; the two cannot be told apart, but not sharply
  Contradicts,  ///< same scale; they differ by more than their errors explain
  OtherScale,   ///< smaller model, other faces or another protocol: only directions compare
  NotInPaper,   ///< nothing is published for this spec
  NotMeasured,  ///< published, and no seed is done yet
};
const char* verdictName(Verdict verdict);    ///< "reproduced", …, "not_measured"
const char* verdictText(Verdict verdict);    ///< for people: "not in paper"
const char* verdictSymbol(Verdict verdict);  ///< one character beside the colour

/// Where the runs behind a cell stand, over its seeds.
enum class CellState { Missing, Running, Partly, Done, Failed };
const char* cellStateName(CellState state);

/// One number of a table, with everything that is said about it.
struct ReportCell {
  std::optional<double> measured;          ///< mean over the seeds that are done
  std::optional<ReportInterval> interval;  ///< of that mean
  std::optional<double> paper;             ///< published value
  std::string paperPlace;                  ///< "Table 3, 1 % / Part fViT, LAFS / IJB-B, 1 shot"
  std::string note;                        ///< what is odd about the published value
  Verdict verdict = Verdict::NotInPaper;
  CellState state = CellState::Missing;
  std::size_t seedsDone = 0, seedsPlanned = 0;
  bool asked = false;       ///< some cell of the experiment stands for it
  bool belowFloor = false;  ///< too few impostor pairs to resolve this FAR
  bool best = false;        ///< of its column within its group
  /// Against the best of its column: p of the paired test after Holm over the table; absent for the
  /// best itself and where nothing pairs.
  std::optional<double> pAgainstBest;
  std::vector<double> seeds;       ///< value of each seed that is done, in the order of `runs`
  std::vector<std::string> runs;   ///< run directories of the evaluations, by name
  std::vector<std::string> cells;  ///< names of the experiment's cells
  std::string command;             ///< rebuilds the number
};

struct ReportRow {
  std::string key;    ///< stable name
  std::string title;  ///< for people
  std::string group;  ///< rows of one group are compared with each other; may be empty
  std::string note;
  std::map<std::string, std::string> coordinates;  ///< axis -> value, without the seed
  std::vector<ReportCell> cells;                   ///< one a column
};

/// A table of results: rows of the paper's table, or the cells of any matrix.
struct ReportTable {
  std::string title;  ///< "Table 3"
  std::string caption;
  std::string note;
  std::optional<int> paperTable;
  std::vector<Measure> columns;
  std::vector<ReportRow> rows;
};

/// How one kind of stage is shared by the cells of a plan.
struct StageSharing {
  std::string stage;         ///< "landmark", "pretrain", "finetune", "evaluate"
  std::size_t cells = 0;     ///< that need one
  std::size_t distinct = 0;  ///< stages in the plan: one a key
  std::size_t done = 0;      ///< of these, reused as they are
  double secondsToRun = 0;   ///< estimate for those that are not done
  double secondsSaved = 0;   ///< estimate of what sharing spares
  double bytes = 0;          ///< estimate of what they leave on the disk
};

/// A plan in numbers: "24 cells need 3 pretrainings, not 24: saves 61 hours".
struct PlanSummary {
  std::vector<StageSharing> stages;  ///< in the order in which stages feed each other
  std::size_t cells = 0;
  double secondsToRun = 0, secondsSaved = 0, bytes = 0;
  std::string hourUnit = "hours";  ///< "hours" of this machine, or "GPU-hours"
  std::string rateSource;          ///< what the estimate was measured on; empty = no estimate
  std::vector<std::string> sentences() const;
};

}  // namespace lafs
