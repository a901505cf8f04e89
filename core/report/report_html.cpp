// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/report.h"
#include "core/report/report_figure.h"
#include "core/report/svg_drawing.h"

namespace lafs {

namespace {

const char* kStyle = R"css(
:root{color-scheme:light dark;--ink:#1c2330;--quiet:#667085;--line:#d9dee7;--paper:#fff;--soft:#f4f6fa;
--good:#00795a;--near:#0868ac;--bad:#b3401a;--open:#8a8f99;--accent:#0868ac}
@media(prefers-color-scheme:dark){:root{--ink:#e7eaf0;--quiet:#9aa4b5;--line:#37404f;--paper:#161b23;
--soft:#1f2631;--good:#3fc79a;--near:#6db8ea;--bad:#f08a5d;--open:#8f98a6;--accent:#6db8ea}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:1180px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;margin:0 0 4px}h2{font-size:20px;margin:44px 0 4px}
p{margin:6px 0}.quiet{color:var(--quiet)}
code,pre{font:12.5px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
pre{background:var(--soft);border-radius:8px;padding:10px 12px;overflow-x:auto;margin:6px 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:12px 0;font-size:14px;min-width:60%}
th,td{padding:7px 10px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th{font-weight:600;color:var(--quiet);border-bottom:2px solid var(--line)}
th:first-child,td:first-child{text-align:left}
tr.group td{background:var(--soft);color:var(--quiet);font-weight:600;text-align:left}
.value{font-variant-numeric:tabular-nums;white-space:nowrap}.value b{font-size:15px}
.small{font-size:12px;color:var(--quiet);font-variant-numeric:tabular-nums;white-space:nowrap}
.badge{display:inline-block;border-radius:9px;padding:0 8px;font-size:11.5px;line-height:18px;border:1px solid;white-space:nowrap}
.reproduced,.seen{color:var(--good)}.compatible{color:var(--near)}.contradicts,.opposite{color:var(--bad)}
.other_scale,.not_in_paper,.not_measured,.undecided{color:var(--open)}
td details summary{cursor:pointer;list-style:none}td details summary::-webkit-details-marker{display:none}
td details[open]{background:var(--soft);border-radius:8px;padding:6px;text-align:left}
td details pre{white-space:pre-wrap;word-break:break-all;max-width:300px}
.claims td,.claims th{text-align:left}.claims .number{text-align:right;white-space:nowrap}
.claims td[rowspan]{min-width:260px}
ul.tight{margin:4px 0 0 18px;padding:0;color:var(--quiet);font-size:12.5px}
.plan{display:flex;flex-wrap:wrap;gap:12px;margin:16px 0}
.plan div{background:var(--soft);border-radius:10px;padding:10px 16px;min-width:130px}
.plan b{display:block;font-size:20px}.plan span{color:var(--quiet);font-size:12.5px}
svg{max-width:100%;height:auto;margin:8px 0}
svg text{font:12px system-ui,"DejaVu Sans",sans-serif;fill:var(--ink)}
svg .tick{fill:var(--quiet);font-size:11px}svg .head{font-weight:600}
svg .mid{text-anchor:middle}svg .end{text-anchor:end}
svg .grid{stroke:var(--line);stroke-width:1}svg .zero{stroke:var(--quiet);stroke-width:1.5}
svg .range{stroke:var(--accent);stroke-width:2}svg .dot{fill:var(--accent)}
svg .dot.best{stroke:var(--ink);stroke-width:1.5}
svg .paper{fill:none;stroke:var(--quiet);stroke-width:1.5}
svg .curve{fill:none;stroke-width:2}svg .behind{fill:none;stroke-width:1.5;stroke-dasharray:4 4;opacity:.55;stroke:var(--quiet)}
svg .s0{stroke:#0072b2}svg .s1{stroke:#d55e00}svg .s2{stroke:#009e73}svg .s3{stroke:#cc79a7}
svg .s4{stroke:#e69f00}svg .s5{stroke:#56b4e9}svg .s6{stroke:#8a8f99}
svg .fill{stroke:none}svg .fill.s0{fill:#0072b2}svg .fill.s1{fill:#d55e00}svg .fill.s2{fill:#009e73}
svg .fill.s3{fill:#cc79a7}svg .fill.s4{fill:#e69f00}svg .fill.s5{fill:#56b4e9}svg .fill.s6{fill:#8a8f99}
svg .range.seen{stroke:var(--good)}svg .fill.seen{fill:var(--good)}
svg .range.opposite{stroke:var(--bad)}svg .fill.opposite{fill:var(--bad)}
svg .range.undecided{stroke:var(--open)}svg .fill.undecided{fill:var(--open)}
@media print{main{max-width:none;padding:0}td details:not([open])>*:not(summary){display:none}}
)css";

std::string badge(const char* style, const std::string& text) {
  return std::string("<span class='badge ") + style + "'>" + xmlText(text) + "</span>";
}

std::string valueHtml(const ReportCell& cell) {
  if (!cell.measured) {
    return cell.asked ? std::string("<span class='small'>") + cellStateName(cell.state) + "</span>"
                      : std::string();
  }
  std::string text = percentText(*cell.measured);
  if (cell.best) text = "<b>" + text + "</b>";
  if (isWorse(cell)) text += "<sup title='told apart from the best'>*</sup>";
  if (cell.belowFloor) text += "<sup title='too few impostor pairs for this FAR'>°</sup>";
  text = "<span class='value'>" + text + "</span>";
  if (cell.interval) text += "<br><span class='small'>" + intervalText(*cell.interval) + "</span>";
  return text;
}

std::string detailsHtml(const ReportCell& cell) {
  std::string text;
  if (!cell.paperPlace.empty()) text += "<p class='small'>" + xmlText(cell.paperPlace) + "</p>";
  if (!cell.note.empty()) text += "<p class='small'>" + xmlText(cell.note) + "</p>";
  if (cell.interval) {
    text += "<p class='small'>95 %: " + xmlText(cell.interval->method) + "</p>";
  }
  for (std::size_t i = 0; i < cell.runs.size(); ++i) {
    text += "<p class='small'>" + percentText(cell.seeds[i]) + " <code>" + xmlText(cell.runs[i]) +
            "</code></p>";
  }
  if (cell.pAgainstBest) {
    text += "<p class='small'>against the best: " + pText(*cell.pAgainstBest) + "</p>";
  }
  if (!cell.command.empty()) text += "<pre>" + xmlText(cell.command) + "</pre>";
  return text;
}

std::string cellHtml(const ReportCell& cell) {
  std::string head = valueHtml(cell);
  if (cell.paper) {
    if (!head.empty()) head += "<br>";
    head += "<span class='small'>paper " + percentText(*cell.paper) +
            (cell.note.empty() ? "" : " †") + "</span>";
  }
  if (cell.asked && (cell.measured || cell.verdict == Verdict::NotInPaper)) {
    head += "<br>" + badge(verdictName(cell.verdict), std::string(verdictSymbol(cell.verdict)) +
                                                          " " + verdictText(cell.verdict));
  }
  if (cell.measured && cell.seedsDone < cell.seedsPlanned) {
    head += "<br><span class='small'>" + seedsText(cell) + "</span>";
  }
  const std::string details = detailsHtml(cell);
  if (head.empty()) return "<td class='small'>—</td>";
  if (!cell.asked) return "<td>" + head + "</td>";
  return "<td><details><summary>" + head + "</summary>" + details + "</details></td>";
}

void addTable(const ReportTable& table, std::string& html) {
  html += "<section><h2>" + xmlText(table.title) + "</h2>";
  if (!table.caption.empty()) html += "<p>" + xmlText(table.caption) + ".</p>";
  if (!table.note.empty()) html += "<p class='quiet'>" + xmlText(table.note) + "</p>";
  html += "<div class='scroll'>" + shotCurves(table) + dotPanels(table) + "</div>";
  html += "<div class='scroll'><table><thead><tr><th></th>";
  for (const Measure& measure : table.columns) {
    std::string title = measure.protocol;
    if (measure.far) title += ", TAR at FAR " + formatNumber(*measure.far);
    html += "<th title='" + xmlText(title) + "'>" + xmlText(measure.title) + "</th>";
  }
  html += "</tr></thead><tbody>";
  std::string group;
  for (const ReportRow& row : table.rows) {
    if (row.group != group) {
      group = row.group;
      html += "<tr class='group'><td colspan='" + std::to_string(table.columns.size() + 1) + "'>" +
              xmlText(group) + "</td></tr>";
    }
    html += "<tr><td>" + xmlText(row.title);
    if (!row.note.empty()) html += "<br><span class='quiet'>" + xmlText(row.note) + "</span>";
    html += "</td>";
    for (const ReportCell& cell : row.cells) html += cellHtml(cell);
    html += "</tr>";
  }
  html += "</tbody></table></div></section>\n";
}

std::string stepHtml(const ClaimReport& claim, const ClaimStep& step, bool first,
                     std::size_t rows) {
  std::string html = "<tr>";
  if (first) {
    html += "<td rowspan='" + std::to_string(rows) + "'>" + xmlText(claim.claim.says) +
            "<br><span class='quiet'>" + xmlText(claim.claim.source) + ": true of " +
            std::to_string(claim.published.holds) + " of " + std::to_string(claim.published.of) +
            " published comparisons</span>";
    if (!claim.published.exceptions.empty()) {
      html +=
          "<details><summary class='quiet'>where the tables say otherwise</summary><ul "
          "class='tight'>";
      for (const std::string& place : claim.published.exceptions) {
        html += "<li>" + xmlText(place) + "</li>";
      }
      html += "</ul></details>";
    }
    html += "</td>";
  }
  html += "<td>" +
          xmlText(step.lower.empty() ? step.upper : step.upper + " against " + step.lower) +
          "</td><td>" + badge(claimFindingName(step.finding), claimFindingText(step.finding));
  if (!claim.paperScale && step.effect) html += "<br><span class='quiet'>other scale</span>";
  html += "</td><td class='number'>";
  if (step.effect) {
    html += "<span class='value'>" + std::string(*step.effect >= 0 ? "+" : "") +
            percentText(*step.effect) + "</span>";
    if (step.interval) {
      html += "<br><span class='small' title='" + xmlText(step.interval->method) + "'>" +
              intervalText(*step.interval) + "</span>";
    }
  }
  const std::string criterion = criterionText(claim.claim, step);
  html += "</td><td class='number'>" + (criterion.empty() ? "—" : criterion) +
          "</td><td class='number'>" + std::to_string(step.agree) + " of " +
          std::to_string(step.pairs) + "</td><td class='number'>" + std::to_string(step.seeds) +
          "</td></tr>";
  return html;
}

void addClaims(const Report& report, std::string& html) {
  html +=
      "<section><h2>Claims of the paper</h2><p class='quiet'>Each statement against the cells "
      "that it speaks of. Seen: in the claimed direction with p &lt; 0.05 after Holm over all "
      "claims here. A direction that is not told apart from none is not seen. Where two are "
      "claimed to be alike, the whole interval lies within what is allowed.</p><div "
      "class='scroll'>" +
      claimForest(report.claims) +
      "</div><div class='scroll'><table class='claims'><thead><tr><th>claim</th><th>step</th>"
      "<th>found</th><th class='number'>effect, points</th><th class='number'>judged by</th>"
      "<th class='number'>agree</th><th class='number'>seeds</th></tr></thead><tbody>";
  for (const ClaimReport& claim : report.claims) {
    for (std::size_t i = 0; i < claim.steps.size(); ++i) {
      html += stepHtml(claim, claim.steps[i], i == 0, claim.steps.size());
    }
  }
  html += "</tbody></table></div></section>\n";
}

void addPlan(const Report& report, std::string& html) {
  html += "<div class='plan'>";
  for (const StageSharing& stage : report.plan.stages) {
    html += "<div><b>" + std::to_string(stage.done) + " / " + std::to_string(stage.distinct) +
            "</b><span>" + xmlText(stage.stage) + " stages done, for " +
            std::to_string(stage.cells) + " uses</span></div>";
  }
  html += "</div>";
  for (const std::string& sentence : report.plan.sentences()) {
    html += "<p class='quiet'>" + xmlText(sentence) + "</p>";
  }
}

}  // namespace

std::string reportHtml(const Report& report) {
  std::string html =
      "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><meta "
      "name='viewport' content='width=device-width,initial-scale=1'><title>" +
      xmlText(report.name) + "</title><style>" + kStyle + "</style></head><body><main>\n";
  html += "<h1>" + xmlText(report.name) +
          "</h1><p class='quiet'>Measured beside published. Per "
          "cent; <b>best</b> of its column and group; * told apart from the best (paired test, "
          "Holm over the table, 5 %); ranges are 95 % intervals; ◇ published, ● measured. Open a "
          "cell for its seeds, its runs and the command that rebuilds it.</p>";
  addPlan(report, html);
  html += "<pre>" + xmlText(report.command) + "</pre>\n";
  if (!report.claims.empty()) addClaims(report, html);
  for (const ReportTable& table : report.tables) addTable(table, html);
  return html + "</main></body></html>\n";
}

}  // namespace lafs
