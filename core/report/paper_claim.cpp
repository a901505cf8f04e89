// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/paper_claim.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"

namespace lafs {

namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& other) { return sameFactValue(other, value); });
}

bool isWanted(const PaperClaim& claim, const Facts& facts) {
  return std::all_of(claim.where.begin(), claim.where.end(), [&](const auto& condition) {
    const auto found = facts.find(condition.first);
    return found != facts.end() && contains(condition.second, found->second);
  });
}

/// Equal in every fact that both have, that neither selection names, and that is not free.
bool agreeElsewhere(const PaperClaim& claim, std::size_t level, const Facts& a, const Facts& b) {
  return std::all_of(a.begin(), a.end(), [&](const auto& fact) {
    const auto other = b.find(fact.first);
    if (other == b.end() || contains(claim.free, fact.first)) return true;
    if (claim.order[level].count(fact.first) || claim.order[level + 1].count(fact.first)) {
      return true;
    }
    return sameFactValue(fact.second, other->second);
  });
}

bool holdsFor(const PaperClaim& claim, double upper, double lower) {
  constexpr double kPrinted = 1e-9;  // differences of printed numbers
  switch (claim.kind) {
    case PaperClaim::Kind::Above:
      return upper > lower + kPrinted;
    case PaperClaim::Kind::NotAbove:
      return upper <= lower + kPrinted;
    case PaperClaim::Kind::Near:
      return std::abs(upper - lower) <= claim.tolerance + kPrinted;
    case PaperClaim::Kind::Chance:
      return std::abs(upper - 50) <= claim.tolerance + kPrinted;
  }
  return false;
}

}  // namespace

std::vector<ClaimPair> comparisons(const PaperClaim& claim, const std::vector<ClaimPoint>& points) {
  std::vector<ClaimPair> pairs;
  for (std::size_t a = 0; a < points.size(); ++a) {
    if (!isWanted(claim, points[a].facts)) continue;
    if (claim.kind == PaperClaim::Kind::Chance) {
      if (hasFacts(points[a].facts, claim.order.front())) pairs.push_back({a, a, 0});
      continue;
    }
    for (std::size_t level = 0; level + 1 < claim.order.size(); ++level) {
      if (!hasFacts(points[a].facts, claim.order[level])) continue;
      for (std::size_t b = 0; b < points.size(); ++b) {
        if (a == b || points[a].measure != points[b].measure) continue;
        if (!isWanted(claim, points[b].facts)) continue;
        if (!hasFacts(points[b].facts, claim.order[level + 1])) continue;
        if (agreeElsewhere(claim, level, points[a].facts, points[b].facts)) {
          pairs.push_back({a, b, level});
        }
      }
    }
  }
  return pairs;
}

PublishedCheck checkPublished(const PaperClaim& claim, const Ledger& ledger) {
  PublishedCheck check;
  for (const int number : claim.tables) {
    const LedgerTable* table = ledger.table(number);
    if (!table) continue;
    std::vector<ClaimPoint> points;
    std::vector<const LedgerValue*> values;
    for (const LedgerValue& value : table->values) {
      const std::string& measure = table->columns[value.column].measure;
      if (!value.percent || !table->rows[value.row].own) continue;
      if (claim.kind == PaperClaim::Kind::Chance &&
          ledger.measure(measure).kind != LedgerMeasure::Kind::Accuracy) {
        continue;
      }
      ClaimPoint point{table->factsOf(value), measure};
      // A run that a table prints several times is one run.
      const bool known = std::any_of(points.begin(), points.end(), [&](const ClaimPoint& other) {
        return other.measure == measure && other.facts == point.facts;
      });
      if (known) continue;
      points.push_back(std::move(point));
      values.push_back(&value);
    }
    for (const ClaimPair& pair : comparisons(claim, points)) {
      const LedgerValue& upper = *values[pair.upper];
      const LedgerValue& lower = *values[pair.lower];
      ++check.of;
      if (holdsFor(claim, *upper.percent, *lower.percent)) {
        ++check.holds;
        continue;
      }
      std::string text = table->place(upper) + ": " + upper.printed;
      if (claim.kind != PaperClaim::Kind::Chance) {
        text += " against " + lower.printed + " (" + table->rows[lower.row].title + ")";
      }
      check.exceptions.push_back(std::move(text));
    }
  }
  return check;
}

}  // namespace lafs
