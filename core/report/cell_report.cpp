// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/cell_report.h"

#include "core/base/error.h"

namespace lafs {

const char* verdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::Reproduced:
      return "reproduced";
    case Verdict::Compatible:
      return "compatible";
    case Verdict::Contradicts:
      return "contradicts";
    case Verdict::OtherScale:
      return "other_scale";
    case Verdict::NotInPaper:
      return "not_in_paper";
    case Verdict::NotMeasured:
      return "not_measured";
  }
  require(false, "a verdict has a name");
  return "";
}

const char* verdictText(Verdict verdict) {
  switch (verdict) {
    case Verdict::OtherScale:
      return "other scale";
    case Verdict::NotInPaper:
      return "not in paper";
    case Verdict::NotMeasured:
      return "not measured";
    default:
      return verdictName(verdict);
  }
}

const char* verdictSymbol(Verdict verdict) {
  switch (verdict) {
    case Verdict::Reproduced:
      return "✓";
    case Verdict::Compatible:
      return "≈";
    case Verdict::Contradicts:
      return "✗";
    case Verdict::OtherScale:
      return "~";
    case Verdict::NotInPaper:
      return "–";
    case Verdict::NotMeasured:
      return "·";
  }
  return "";
}

const char* cellStateName(CellState state) {
  switch (state) {
    case CellState::Missing:
      return "missing";
    case CellState::Running:
      return "running";
    case CellState::Partly:
      return "partly";
    case CellState::Done:
      return "done";
    case CellState::Failed:
      return "failed";
  }
  require(false, "a cell state has a name");
  return "";
}

}  // namespace lafs
