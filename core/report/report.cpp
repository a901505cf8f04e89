// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report.h"

#include <cstdio>

#include "core/base/text.h"
#include "core/report/table_report.h"

namespace lafs {

namespace {

constexpr double kLevel = 0.05;

/// A word as a shell takes it.
std::string shellWord(const std::string& text) {
  static const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=-:";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char letter : text) {
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return quoted + "'";
}

std::string runCommand(const Experiment& experiment, const ReportRequest& request) {
  std::string command = "lafs-workbench --batch run " + shellWord(experiment.file);
  if (request.runsFolder != "runs") command += " --runs " + shellWord(request.runsFolder);
  for (const std::string& item : request.overrides) command += " --set " + shellWord(item);
  return command;
}

}  // namespace

Report makeReport(const Experiment& experiment, const StageGraph& graph,
                  const ReportRequest& request) {
  const std::vector<CellGroup> groups = collectGroups(experiment, graph, request.runsFolder);
  Report report;
  report.name = experiment.name;
  report.file = experiment.file;
  report.command = runCommand(experiment, request);
  report.plan = planSummary(graph, request.runsFolder);
  for (std::size_t part = 0; part < experiment.parts.size(); ++part) {
    for (ReportTable& table : tablesOf(experiment, part, groups, request.runsFolder)) {
      for (ReportRow& row : table.rows) {
        for (ReportCell& cell : row.cells) {
          // So far the cell's own name.
          if (!cell.command.empty()) {
            cell.command = report.command + " --cell " + shellWord(cell.command);
          }
        }
      }
      report.tables.push_back(std::move(table));
    }
  }
  if (request.claims) report.claims = checkClaims(experiment, groups, request.runsFolder);
  return report;
}

std::string percentText(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", 100 * fraction);
  return text;
}

std::string intervalText(const ReportInterval& interval) {
  // A dash beside a minus would be read as another one.
  return percentText(interval.low) + (interval.low < 0 ? " to " : " – ") +
         percentText(interval.high);
}

std::string pText(double p) {
  if (p < 0.001) return "p < 0.001";
  char text[32];
  std::snprintf(text, sizeof text, "p = %.3f", p);
  return text;
}

std::string criterionText(const PaperClaim& claim, const ClaimStep& step) {
  if (claimsLikeness(claim))
    return step.effect ? "± " + formatNumber(claim.tolerance) + " allowed" : "";
  return step.adjusted ? pText(*step.adjusted) : "";
}

bool isWorse(const ReportCell& cell) {
  return cell.pAgainstBest && *cell.pAgainstBest < kLevel;
}

std::string seedsText(const ReportCell& cell) {
  return std::to_string(cell.seedsDone) + " of " + std::to_string(cell.seedsPlanned) +
         (cell.seedsPlanned == 1 ? " seed" : " seeds");
}

}  // namespace lafs
