// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/report.h"

namespace lafs {

namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char letter : text) result += letter == '"' ? "\"\"" : std::string(1, letter);
  return result + "\"";
}

std::string number(const std::optional<double>& value) {
  return value ? formatNumber(*value) : std::string();
}

void addLine(const std::vector<std::string>& words, std::string& text) {
  std::vector<std::string> fields;
  for (const std::string& word : words) fields.push_back(quoted(word));
  text += join(fields, ",") + "\n";
}

void addTable(const ReportTable& table, std::string& text) {
  for (const ReportRow& row : table.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const ReportCell& cell = row.cells[i];
      const Measure& measure = table.columns[i];
      const bool interval = cell.interval.has_value();
      addLine(
          {table.title, row.group, row.title, measure.title, measure.protocol, number(measure.far),
           number(cell.measured), interval ? formatNumber(cell.interval->low) : "",
           interval ? formatNumber(cell.interval->high) : "", interval ? cell.interval->method : "",
           std::to_string(cell.seedsDone), std::to_string(cell.seedsPlanned), number(cell.paper),
           verdictName(cell.verdict), cellStateName(cell.state), cell.best ? "best" : "",
           number(cell.pAgainstBest), join(cell.runs, " "), cell.command},
          text);
    }
  }
}

void addClaims(const Report& report, std::string& text) {
  text += "\n";
  addLine({"claim", "says", "step", "finding", "effect", "low", "high", "p", "p_holm", "pairs",
           "agree", "seeds", "scale", "published_holds", "published_of"},
          text);
  for (const ClaimReport& claim : report.claims) {
    for (const ClaimStep& step : claim.steps) {
      addLine({claim.claim.id, claim.claim.says,
               step.lower.empty() ? step.upper : step.upper + " against " + step.lower,
               claimFindingName(step.finding), number(step.effect),
               step.interval ? formatNumber(step.interval->low) : "",
               step.interval ? formatNumber(step.interval->high) : "", number(step.p),
               number(step.adjusted), std::to_string(step.pairs), std::to_string(step.agree),
               std::to_string(step.seeds), claim.paperScale ? "paper" : "other",
               std::to_string(claim.published.holds), std::to_string(claim.published.of)},
              text);
    }
  }
}

}  // namespace

std::string reportCsv(const Report& report) {
  std::string text;
  addLine({"table", "group", "row", "column", "protocol", "far", "measured", "low", "high",
           "interval", "seeds_done", "seeds_planned", "paper", "verdict", "state", "best",
           "p_against_best", "runs", "command"},
          text);
  for (const ReportTable& table : report.tables) addTable(table, text);
  if (!report.claims.empty()) addClaims(report, text);
  return text;
}

}  // namespace lafs
