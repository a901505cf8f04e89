// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/significance.h"

#include <map>

#include "core/eval/holm.h"
#include "core/report/paired_difference.h"

namespace lafs {

namespace {

/// Row with the highest measured value of a column, for each group of rows that has two.
std::map<std::string, std::size_t> bestRows(const ReportTable& table, std::size_t column) {
  std::map<std::string, std::size_t> best;
  std::map<std::string, int> counts;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const ReportCell& cell = table.rows[row].cells[column];
    if (!cell.measured) continue;
    const std::string& group = table.rows[row].group;
    ++counts[group];
    const auto [known, isNew] = best.emplace(group, row);
    if (!isNew && *cell.measured > *table.rows[known->second].cells[column].measured) {
      known->second = row;
    }
  }
  for (const auto& [group, count] : counts) {
    if (count < 2) best.erase(group);
  }
  return best;
}

}  // namespace

void markBest(ReportTable& table, const CellOrigins& origins, const std::string& runsFolder) {
  std::vector<ReportCell*> tested;
  std::vector<double> p;
  PairedTests tests(runsFolder);
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const auto best = bestRows(table, column);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      ReportCell& cell = table.rows[row].cells[column];
      const auto own = best.find(table.rows[row].group);
      if (!cell.measured || own == best.end()) continue;
      cell.best = own->second == row;
      const CellGroup* here = origins[row][column];
      const CellGroup* there = origins[own->second][column];
      if (cell.best || !here || !there || here == there) continue;
      const auto difference = tests.difference(*there, *here, table.columns[column]);
      if (!difference || !difference->p) continue;
      tested.push_back(&cell);
      p.push_back(*difference->p);
    }
  }
  const std::vector<double> adjusted = holmAdjusted(p);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->pAgainstBest = adjusted[i];
}

}  // namespace lafs
