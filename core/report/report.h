// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/report/cell_report.h"
#include "core/report/claim_check.h"
#include "core/report/plan_summary.h"

namespace lafs {

/// What an experiment has shown so far: plain numbers, for any renderer and for the desktop.
struct Report {
  std::string name, file;
  std::vector<ReportTable> tables;
  std::vector<ClaimReport> claims;  ///< empty unless asked for
  PlanSummary plan;
  std::string command;  ///< rebuilds all of it
};

struct ReportRequest {
  std::string runsFolder = "runs";
  std::vector<std::string> overrides;  ///< what the experiment was loaded with, for the commands
  bool claims = false;
};

Report makeReport(const Experiment& experiment, const StageGraph& graph,
                  const ReportRequest& request);

/// Documents of a report. HTML is one file with its figures inside and nothing to load; LaTeX wants
/// the package booktabs; CSV has one line a cell; all end with a line's end.
std::string reportMarkdown(const Report& report);
std::string reportHtml(const Report& report);
std::string reportLatex(const Report& report);
std::string reportCsv(const Report& report);
Json reportJson(const Report& report);

// ---- shared by the renderers

/// "40.01"; per cent, two decimals.
std::string percentText(double fraction);
/// "39.1 – 40.9".
std::string intervalText(const ReportInterval& interval);
/// "p = 0.003", "p < 0.001".
std::string pText(double p);
/// What a step of a claim is judged by: "p = 0.019" (Holm), or "± 0.5 allowed" where two are
/// claimed to be alike; empty when there is neither.
std::string criterionText(const PaperClaim& claim, const ClaimStep& step);
/// Whether a cell is told apart from the best of its column (Holm, 5 %).
bool isWorse(const ReportCell& cell);
/// "2 of 3 seeds".
std::string seedsText(const ReportCell& cell);

}  // namespace lafs
