// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/ablation/pivot.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace lafs {

namespace {

std::string percent(double fraction, int digits) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.*f", digits, fraction * 100);
  return text;
}

/// Place of `name` in `names`, at the end when it is new.
std::size_t placeOf(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

Pivot asItStands(const ReportTable& table) {
  Pivot pivot;
  for (const Measure& measure : table.columns) pivot.columns.push_back(measure.title);
  for (const ReportRow& row : table.rows) {
    pivot.rows.push_back(row.title);
    pivot.groups.push_back(row.group);
    std::vector<const ReportCell*> cells;
    for (const ReportCell& cell : row.cells) cells.push_back(&cell);
    pivot.cells.push_back(cells);
  }
  return pivot;
}

}  // namespace

std::vector<std::string> pivotAxes(const ReportTable& table) {
  std::map<std::string, std::set<std::string>> values;
  for (const ReportRow& row : table.rows) {
    for (const auto& [axis, value] : row.coordinates) values[axis].insert(value);
  }
  std::vector<std::string> axes;
  for (const auto& [axis, found] : values) {
    if (found.size() > 1) axes.push_back(axis);
  }
  return axes;
}

Pivot pivotOf(const ReportTable& table, const std::string& columnAxis, std::size_t measure) {
  if (columnAxis.empty()) return asItStands(table);
  Pivot pivot;
  const std::vector<std::string> axes = pivotAxes(table);
  struct Place {
    std::size_t row, column;
    const ReportCell* cell;
  };
  std::vector<Place> places;
  for (const ReportRow& row : table.rows) {
    const auto value = row.coordinates.find(columnAxis);
    if (value == row.coordinates.end() || measure >= row.cells.size()) continue;
    std::string title;
    for (const std::string& axis : axes) {
      const auto other = row.coordinates.find(axis);
      if (axis == columnAxis || other == row.coordinates.end()) continue;
      title += (title.empty() ? "" : ", ") + axis + " = " + other->second;
    }
    const std::size_t at = placeOf(pivot.rows, title);
    places.push_back({at, placeOf(pivot.columns, value->second), &row.cells[measure]});
  }
  pivot.groups.resize(pivot.rows.size());
  pivot.cells.assign(pivot.rows.size(),
                     std::vector<const ReportCell*>(pivot.columns.size(), nullptr));
  for (const Place& place : places) pivot.cells[place.row][place.column] = place.cell;
  for (std::string& column : pivot.columns) column = columnAxis + " = " + column;
  return pivot;
}

std::string measuredText(const ReportCell& cell) {
  if (!cell.measured) return "—";
  std::string text = percent(*cell.measured, 2);
  if (cell.interval) {
    text += " ± " + percent((cell.interval->high - cell.interval->low) / 2, 2);
  }
  return text + " (n = " + std::to_string(cell.seedsDone) + ")";
}

std::string publishedText(const ReportCell& cell) {
  return cell.paper ? percent(*cell.paper, 2) : std::string();
}

std::string cellDetails(const ReportCell& cell) {
  std::string text = "measured " + measuredText(cell);
  if (cell.interval) {
    text += "\n" + percent(cell.interval->level, 0) + " % interval " +
            percent(cell.interval->low, 2) + " … " + percent(cell.interval->high, 2) + ", " +
            cell.interval->method;
  }
  if (cell.paper) text += "\npaper " + publishedText(cell) + "  " + cell.paperPlace;
  text += std::string("\nverdict: ") + verdictText(cell.verdict);
  text += std::string("\nstate: ") + cellStateName(cell.state) + ", " +
          std::to_string(cell.seedsDone) + " of " + std::to_string(cell.seedsPlanned) + " seeds";
  if (cell.pAgainstBest) {
    char p[48];
    std::snprintf(p, sizeof(p), "\np against the best of its column: %.3g", *cell.pAgainstBest);
    text += p;
  }
  if (cell.belowFloor) text += "\ntoo few impostor pairs to resolve this false-accept rate";
  if (!cell.note.empty()) text += "\n" + cell.note;
  if (!cell.command.empty()) text += "\n" + cell.command;
  return text;
}

}  // namespace lafs
