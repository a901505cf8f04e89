// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/report.h"

namespace lafs {

namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '%':
      case '&':
      case '#':
      case '_':
      case '$':
      case '{':
      case '}':
        result += '\\';
        result += letter;
        break;
      case '\\':
        result += "\\textbackslash{}";
        break;
      case '~':
        result += "\\textasciitilde{}";
        break;
      case '^':
        result += "\\textasciicircum{}";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

/// Measured, bold when best, half-width of the interval, the published value in parentheses.
std::string cellText(const ReportCell& cell) {
  std::string text;
  if (cell.measured) {
    text = percentText(*cell.measured);
    if (cell.best) text = "\\textbf{" + text + "}";
    if (isWorse(cell)) text += "\\textsuperscript{*}";
    if (cell.interval) {
      text += "{\\scriptsize\\,$\\pm$" +
              percentText((cell.interval->high - cell.interval->low) / 2) + "}";
    }
  } else {
    text = "--";
  }
  if (cell.paper) text += " {\\scriptsize(" + percentText(*cell.paper) + ")}";
  return text;
}

void addTable(const ReportTable& table, std::string& text) {
  const std::size_t columns = table.columns.size();
  text += "\\begin{table}\n  \\centering\n  \\caption{" +
          escaped(table.title + (table.caption.empty() ? "" : ". " + table.caption)) + "}\n";
  text += "  \\begin{tabular}{l" + std::string(columns, 'r') + "}\n    \\toprule\n   ";
  for (const Measure& measure : table.columns) text += " & " + escaped(measure.title);
  text += " \\\\\n    \\midrule\n";
  std::string group;
  for (const ReportRow& row : table.rows) {
    if (row.group != group) {
      if (!group.empty()) text += "    \\midrule\n";
      group = row.group;
      text += "    \\multicolumn{" + std::to_string(columns + 1) + "}{l}{\\emph{" + escaped(group) +
              "}} \\\\\n";
    }
    text += "    " + escaped(row.title);
    for (const ReportCell& cell : row.cells) text += " & " + cellText(cell);
    text += " \\\\\n";
  }
  text += "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n\n";
}

std::string criterionMath(const PaperClaim& claim, const ClaimStep& step) {
  if (claimsLikeness(claim))
    return step.effect ? "$\\pm " + formatNumber(claim.tolerance) + "$ allowed" : "--";
  return step.adjusted ? "$" + pText(*step.adjusted) + "$" : "--";
}

void addClaims(const Report& report, std::string& text) {
  text +=
      "\\begin{table}\n  \\centering\n  \\caption{Claims of the paper, as measured; $p$ after "
      "Holm}\n";
  text += "  \\begin{tabular}{p{0.5\\linewidth}lrr}\n    \\toprule\n";
  text += "    Claim & Finding & Effect & Criterion \\\\\n    \\midrule\n";
  for (const ClaimReport& claim : report.claims) {
    for (const ClaimStep& step : claim.steps) {
      std::string words = claim.claim.says;
      if (claim.steps.size() > 1) words += " (" + step.upper + " against " + step.lower + ")";
      text += "    " + escaped(words) + " & " + escaped(claimFindingText(step.finding)) + " & ";
      text += step.effect ? "$" + percentText(*step.effect) + "$" : "--";
      if (step.effect && step.interval) {
        text += "{\\scriptsize\\,$\\pm$" +
                percentText((step.interval->high - step.interval->low) / 2) + "}";
      }
      text += " & " + criterionMath(claim.claim, step);
      text += " \\\\\n";
    }
  }
  text += "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
}

}  // namespace

std::string reportLatex(const Report& report) {
  std::string text = "% " + report.command +
                     "\n% \\usepackage{booktabs}. Bold: best of its column and group; *: told "
                     "apart from the best (Holm, 5 %);\n% +-: half of the 95 % interval; in "
                     "parentheses: published.\n";
  for (const ReportTable& table : report.tables) addTable(table, text);
  if (!report.claims.empty()) addClaims(report, text);
  return text;
}

}  // namespace lafs
