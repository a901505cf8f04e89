// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report.h"

namespace lafs {

namespace {

Json numberOrNull(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json intervalJson(const std::optional<ReportInterval>& interval) {
  if (!interval) return {};
  return {{"low", interval->low},
          {"high", interval->high},
          {"level", interval->level},
          {"method", interval->method}};
}

Json textOrNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json cellJson(const ReportCell& cell) {
  return {{"measured", numberOrNull(cell.measured)},
          {"interval", intervalJson(cell.interval)},
          {"paper", numberOrNull(cell.paper)},
          {"paper_place", textOrNull(cell.paperPlace)},
          {"note", textOrNull(cell.note)},
          {"verdict", verdictName(cell.verdict)},
          {"state", cellStateName(cell.state)},
          {"asked", cell.asked},
          {"below_floor", cell.belowFloor},
          {"best", cell.best},
          {"p_against_best", numberOrNull(cell.pAgainstBest)},
          {"seeds_done", cell.seedsDone},
          {"seeds_planned", cell.seedsPlanned},
          {"seeds", cell.seeds},
          {"runs", cell.runs},
          {"cells", cell.cells},
          {"command", textOrNull(cell.command)}};
}

Json tableJson(const ReportTable& table) {
  Json json = {{"title", table.title},
               {"caption", textOrNull(table.caption)},
               {"note", textOrNull(table.note)},
               {"paper_table", table.paperTable ? Json(*table.paperTable) : Json()},
               {"columns", Json::array()},
               {"rows", Json::array()}};
  for (const Measure& measure : table.columns) {
    json["columns"].push_back({{"title", measure.title},
                               {"protocol", measure.protocol},
                               {"far", numberOrNull(measure.far)}});
  }
  for (const ReportRow& row : table.rows) {
    Json cells = Json::array();
    for (const ReportCell& cell : row.cells) cells.push_back(cellJson(cell));
    json["rows"].push_back({{"key", row.key},
                            {"title", row.title},
                            {"group", textOrNull(row.group)},
                            {"note", textOrNull(row.note)},
                            {"coordinates", row.coordinates},
                            {"cells", cells}});
  }
  return json;
}

Json claimJson(const ClaimReport& claim) {
  Json steps = Json::array();
  for (const ClaimStep& step : claim.steps) {
    steps.push_back({{"upper", step.upper},
                     {"lower", textOrNull(step.lower)},
                     {"finding", claimFindingName(step.finding)},
                     {"effect", numberOrNull(step.effect)},
                     {"interval", intervalJson(step.interval)},
                     {"p", numberOrNull(step.p)},
                     {"p_holm", numberOrNull(step.adjusted)},
                     {"pairs", step.pairs},
                     {"agree", step.agree},
                     {"seeds", step.seeds},
                     {"comparisons", step.cells}});
  }
  return {{"id", claim.claim.id},
          {"says", claim.claim.says},
          {"source", claim.claim.source},
          {"kind", claimKindName(claim.claim.kind)},
          {"tolerance", claim.claim.tolerance > 0 ? Json(claim.claim.tolerance) : Json()},
          {"finding", claimFindingName(claim.finding())},
          {"scale", claim.paperScale ? "paper" : "other"},
          {"published",
           {{"holds", claim.published.holds},
            {"of", claim.published.of},
            {"exceptions", claim.published.exceptions}}},
          {"steps", steps}};
}

}  // namespace

Json reportJson(const Report& report) {
  Json json = {{"experiment", report.name},
               {"file", report.file},
               {"command", report.command},
               {"plan", planSummaryJson(report.plan)},
               {"tables", Json::array()}};
  for (const ReportTable& table : report.tables) json["tables"].push_back(tableJson(table));
  if (!report.claims.empty()) {
    json["claims"] = Json::array();
    for (const ClaimReport& claim : report.claims) json["claims"].push_back(claimJson(claim));
  }
  return json;
}

}  // namespace lafs
