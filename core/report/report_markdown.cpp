// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/report.h"

namespace lafs {

namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '|' || letter == '*' || letter == '_') result += '\\';
    result += letter;
  }
  return result;
}

std::string cellText(const ReportCell& cell) {
  std::string text;
  if (cell.measured) {
    text = percentText(*cell.measured);
    if (cell.best) text = "**" + text + "**";
    if (isWorse(cell)) text += "\\*";
    if (cell.belowFloor) text += "°";
    if (cell.interval) text += " [" + intervalText(*cell.interval) + "]";
    if (cell.seedsDone < cell.seedsPlanned) text += " (" + seedsText(cell) + ")";
  } else if (cell.asked) {
    text = cellStateName(cell.state);
  }
  if (cell.paper)
    text += (text.empty() ? "" : "; ") + std::string("paper ") + percentText(*cell.paper);
  if (cell.asked) text += std::string(" ") + verdictSymbol(cell.verdict);
  return text.empty() ? "—" : text;
}

void addLine(const std::vector<std::string>& cells, std::string& text) {
  text += "| " + join(cells, " | ") + " |\n";
}

void addTable(const ReportTable& table, std::string& text) {
  text += "## " + table.title + "\n\n";
  if (!table.caption.empty()) text += table.caption + ".\n\n";
  std::vector<std::string> titles = {""};
  std::vector<std::string> rule = {"---"};
  for (const Measure& measure : table.columns) {
    titles.push_back(escaped(measure.title));
    rule.push_back("---");
  }
  addLine(titles, text);
  addLine(rule, text);
  std::string group;
  for (const ReportRow& row : table.rows) {
    if (row.group != group) {
      group = row.group;
      std::vector<std::string> heading(titles.size());
      heading.front() = "*" + escaped(group) + "*";
      addLine(heading, text);
    }
    std::vector<std::string> cells = {escaped(row.title)};
    for (const ReportCell& cell : row.cells) cells.push_back(cellText(cell));
    addLine(cells, text);
  }
  text += "\n";
  if (!table.note.empty()) text += table.note + "\n\n";
}

void addNotes(const ReportTable& table, std::string& text) {
  std::string notes;
  for (const ReportRow& row : table.rows) {
    if (!row.note.empty()) notes += "* " + escaped(row.title) + ": " + escaped(row.note) + "\n";
    for (const ReportCell& cell : row.cells) {
      if (!cell.note.empty()) {
        notes += "* " + escaped(cell.paperPlace) + ": " + escaped(cell.note) + "\n";
      }
    }
  }
  if (!notes.empty()) text += "About the published numbers:\n\n" + notes + "\n";
}

std::string stepText(const PaperClaim& claim, const ClaimStep& step) {
  std::string text = step.lower.empty() ? step.upper : step.upper + " against " + step.lower;
  if (!step.effect) return text + ": nothing to compare yet";
  text += ": " + std::string(*step.effect >= 0 ? "+" : "") + percentText(*step.effect) + " points";
  if (step.interval) {
    text += " [" + intervalText(*step.interval) + "], " + step.interval->method;
  }
  const std::string criterion = criterionText(claim, step);
  if (!criterion.empty()) text += ", " + criterion + (claimsLikeness(claim) ? "" : " (Holm)");
  return text + ", " + std::to_string(step.agree) + " of " + std::to_string(step.pairs) +
         " comparisons in the claimed direction, " + std::to_string(step.seeds) +
         (step.seeds == 1 ? " seed" : " seeds");
}

void addClaims(const Report& report, std::string& text) {
  text += "## Claims of the paper\n\n";
  for (const ClaimReport& claim : report.claims) {
    text += "* **" + std::string(claimFindingText(claim.finding())) + "** — " +
            escaped(claim.claim.says) + " (" + claim.claim.source + "; true of " +
            std::to_string(claim.published.holds) + " of " + std::to_string(claim.published.of) +
            " published comparisons" + (claim.paperScale ? "" : "; measured at another scale") +
            ")\n";
    for (const ClaimStep& step : claim.steps)
      text += "  * " + escaped(stepText(claim.claim, step)) + "\n";
    for (const std::string& place : claim.published.exceptions) {
      text += "  * published otherwise: " + escaped(place) + "\n";
    }
  }
  text += "\n";
}

void addCommands(const ReportTable& table, std::string& text) {
  std::string known;
  for (const ReportRow& row : table.rows) {
    for (const ReportCell& cell : row.cells) {
      if (cell.command.empty() || known.find(cell.command + "\n") != std::string::npos) continue;
      known += cell.command + "\n";
    }
  }
  if (!known.empty()) text += "How to rebuild " + table.title + ":\n\n```sh\n" + known + "```\n\n";
}

}  // namespace

std::string reportMarkdown(const Report& report) {
  std::string text = "# " + report.name + "\n\n";
  text +=
      "Per cent; **best** of its column and group; \\* told apart from the best (paired test, "
      "Holm over the table, 5 %); ° too few impostor pairs for this FAR; [95 % interval].\n";
  text +=
      "Against the paper: ✓ reproduced, ≈ compatible, ✗ contradicts, ~ other scale, – not in "
      "the paper, · not measured.\n\n";
  for (const std::string& sentence : report.plan.sentences()) text += sentence + "\n";
  text += "\n";
  for (const ReportTable& table : report.tables) {
    addTable(table, text);
    addNotes(table, text);
  }
  if (!report.claims.empty()) addClaims(report, text);
  for (const ReportTable& table : report.tables) addCommands(table, text);
  return text;
}

}  // namespace lafs
