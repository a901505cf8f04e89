// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/problem_list.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "core/base/text.h"

namespace lafs {

namespace {

/// "file:line:col" taken apart; a place without a line comes before the lines of its file.
struct Place {
  std::string file;
  std::int64_t line = 0, column = 0;
};

Place placeOf(const std::string& where) {
  Place place{where, 0, 0};
  const std::size_t second = where.rfind(':');
  if (second == std::string::npos || second == 0) return place;
  const std::size_t first = where.rfind(':', second - 1);
  if (first == std::string::npos) return place;
  const auto line = parseInteger(where.substr(first + 1, second - first - 1));
  const auto column = parseInteger(where.substr(second + 1));
  if (!line || !column) return place;
  return {where.substr(0, first), *line, *column};
}

/// Files keep the order in which they were first spoken of.
void sortByPlace(std::vector<Problem>& problems) {
  using Key = std::tuple<std::size_t, std::int64_t, std::int64_t>;
  std::vector<std::string> files;
  std::vector<std::pair<Key, Problem>> keyed;
  for (Problem& problem : problems) {
    const Place place = placeOf(problem.where);
    const auto at = std::find(files.begin(), files.end(), place.file);
    const auto rank = static_cast<std::size_t>(at - files.begin());
    if (at == files.end()) files.push_back(place.file);
    keyed.emplace_back(Key(rank, place.line, place.column), std::move(problem));
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  problems.clear();
  for (auto& [key, problem] : keyed) problems.push_back(std::move(problem));
}

}  // namespace

void ProblemList::add(const Problem& problem, const std::string& cell) {
  for (Found& found : all_) {
    if (found.problem.text() == problem.text()) {
      if (found.cells.back() != cell) found.cells.push_back(cell);
      return;
    }
  }
  all_.push_back({problem, {cell}});
}

std::vector<Problem> ProblemList::take(std::size_t cellCount) const {
  std::vector<Problem> problems;
  for (const Found& found : all_) {
    Problem problem = found.problem;
    if (!found.cells.front().empty() && found.cells.size() < cellCount) {
      problem.message += " [cell " + found.cells.front();
      const std::size_t more = found.cells.size() - 1;
      if (more > 0) problem.message += " and " + std::to_string(more) + " more";
      problem.message += "]";
    }
    problems.push_back(std::move(problem));
  }
  sortByPlace(problems);
  return problems;
}

}  // namespace lafs
