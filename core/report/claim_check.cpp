// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/claim_check.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/eval/holm.h"
#include "core/report/claim_evidence.h"
#include "core/report/paired_difference.h"
#include "core/report/table_report.h"

namespace lafs {

namespace {

constexpr double kChance = 0.5;

/// A measured value with facts.
struct MeasuredPoint {
  const CellGroup* group = nullptr;
  Measure measure;
};

std::string signedPoints(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%+.2f", 100 * fraction);
  return text;
}

/// What one selection has and the other has not, in words.
std::string wordsFor(const Facts& own, const Facts* other) {
  std::vector<std::string> parts;
  for (const std::string& name : factNames()) {
    const auto fact = own.find(name);
    if (fact == own.end()) continue;
    const auto same = other ? other->find(name) : own.end();
    if (other && same != other->end() && sameFactValue(same->second, fact->second)) continue;
    const bool plain = name == "backbone" || name == "pretraining" || name == "loss";
    parts.push_back(plain && fact->second != "none" ? fact->second : name + " " + fact->second);
  }
  return parts.empty() ? "the same" : join(parts, ", ");
}

/// Measures of a part under their published names, or by what was measured.
std::vector<Measure> measuresOfPart(const ReportOptions& options,
                                    const std::vector<const CellGroup*>& groups) {
  if (options.tables.empty()) return measuresOf(groups);
  std::vector<Measure> measures;
  std::set<std::string> known;
  for (const int number : options.tables) {
    for (const LedgerColumn& column : Ledger::published().table(number)->columns) {
      const bool mapped = options.columns.empty() || options.columns.count(column.measure) > 0;
      if (!mapped || !known.insert(column.measure).second) continue;
      Measure measure = measureFor(Ledger::published().measure(column.measure), options);
      measure.title = column.measure;
      measures.push_back(std::move(measure));
    }
  }
  return measures;
}

class ClaimChecker {
 public:
  ClaimChecker(const Experiment& experiment, const std::vector<CellGroup>& groups,
               const std::string& runsFolder)
      : experiment_(experiment), groups_(groups), tests_(runsFolder) {
    for (const ExperimentPart& part : experiment.parts) options_.push_back(ReportOptions::of(part));
  }

  ClaimReport check(const PaperClaim& claim) {
    ClaimReport report;
    report.claim = claim;
    report.published = checkPublished(claim, Ledger::published());
    const std::vector<MeasuredPoint> measured = pointsFor(claim);
    std::vector<ClaimPoint> points;
    for (const MeasuredPoint& point : measured) {
      points.push_back({factsOf(*point.group), point.measure.title});
      report.paperScale = report.paperScale || point.group->paperScale;
    }
    const std::vector<ClaimPair> pairs = comparisons(claim, points);
    const std::size_t steps = claim.kind == PaperClaim::Kind::Chance ? 1 : claim.order.size() - 1;
    for (std::size_t level = 0; level < steps; ++level) {
      report.steps.push_back(checkStep(claim, level, pairs, measured));
    }
    return report;
  }

 private:
  /// Facts of a selection never name the size; a claim compares within one.
  static Facts factsOf(const CellGroup& group) { return group.facts; }

  bool speaksOf(const PaperClaim& claim, std::size_t part) const {
    const std::vector<int>& tables = options_[part].tables;
    return tables.empty() || std::any_of(tables.begin(), tables.end(), [&](int number) {
             return std::find(claim.tables.begin(), claim.tables.end(), number) !=
                    claim.tables.end();
           });
  }

  std::vector<MeasuredPoint> pointsFor(const PaperClaim& claim) const {
    std::vector<MeasuredPoint> points;
    std::set<std::string> taken;
    for (std::size_t part = 0; part < experiment_.parts.size(); ++part) {
      if (!speaksOf(claim, part)) continue;
      std::vector<const CellGroup*> own;
      for (const CellGroup& group : groups_) {
        if (group.part == part) own.push_back(&group);
      }
      for (const Measure& measure : measuresOfPart(options_[part], own)) {
        if (claim.kind == PaperClaim::Kind::Chance && measure.far) continue;
        for (const CellGroup* group : own) {
          std::string runs;
          for (const SeedRun& run : group->seeds) runs += run.run + " ";
          if (taken.insert(runs + measure.title).second) points.push_back({group, measure});
        }
      }
    }
    return points;
  }

  ClaimStep checkStep(const PaperClaim& claim, std::size_t level,
                      const std::vector<ClaimPair>& pairs,
                      const std::vector<MeasuredPoint>& points) {
    ClaimStep step;
    const bool chance = claim.kind == PaperClaim::Kind::Chance;
    const Facts* lower = chance ? nullptr : &claim.order[level + 1];
    step.upper = wordsFor(claim.order[level], lower);
    if (lower) step.lower = wordsFor(*lower, &claim.order[level]);
    std::vector<PairedDifference> differences;
    for (const ClaimPair& pair : pairs) {
      if (pair.level != level) continue;
      const auto difference =
          chance ? fromChance(points[pair.upper])
                 : tests_.difference(*points[pair.upper].group, *points[pair.lower].group,
                                     points[pair.upper].measure);
      if (!difference) continue;
      step.cells.push_back(describe(points[pair.upper], points[pair.lower], chance, *difference));
      step.agree += agrees(claim, difference->difference) ? 1 : 0;
      differences.push_back(*difference);
    }
    step.pairs = differences.size();
    if (!differences.empty()) combineDifferences(differences, step);
    return step;
  }

  static std::string describe(const MeasuredPoint& upper, const MeasuredPoint& lower, bool chance,
                              const PairedDifference& difference) {
    std::string text = upper.group->name;
    if (!chance) text += " against " + lower.group->name;
    return text + ", " + upper.measure.title + ": " + signedPoints(difference.difference);
  }

  static std::optional<PairedDifference> fromChance(const MeasuredPoint& point) {
    PairedDifference result;
    for (const SeedRun& run : point.group->seeds) {
      const auto value = seedValue(run, point.measure);
      if (!value) continue;
      result.bySeed[run.seed] = value->value - kChance;
      if (value->interval) {
        result.interval = value->interval;
        result.interval->low -= kChance;
        result.interval->high -= kChance;
      }
    }
    if (result.bySeed.empty()) return {};
    for (const auto& [seed, value] : result.bySeed) result.difference += value;
    result.difference /= static_cast<double>(result.bySeed.size());
    result.method = "bootstrap of each";
    return result;
  }

  const Experiment& experiment_;
  const std::vector<CellGroup>& groups_;
  std::vector<ReportOptions> options_;
  PairedTests tests_;
};

}  // namespace

const char* claimFindingName(ClaimFinding finding) {
  switch (finding) {
    case ClaimFinding::Seen:
      return "seen";
    case ClaimFinding::Opposite:
      return "opposite";
    case ClaimFinding::Undecided:
      return "undecided";
    case ClaimFinding::NotMeasured:
      return "not_measured";
  }
  require(false, "a finding has a name");
  return "";
}

const char* claimFindingText(ClaimFinding finding) {
  switch (finding) {
    case ClaimFinding::Opposite:
      return "not seen: the opposite";
    case ClaimFinding::Undecided:
      return "not seen: undecided";
    case ClaimFinding::NotMeasured:
      return "not measured";
    case ClaimFinding::Seen:
      break;
  }
  return "seen";
}

ClaimFinding ClaimReport::finding() const {
  for (const ClaimFinding worst :
       {ClaimFinding::Opposite, ClaimFinding::Undecided, ClaimFinding::NotMeasured}) {
    const bool any = std::any_of(steps.begin(), steps.end(),
                                 [&](const ClaimStep& step) { return step.finding == worst; });
    if (any) return worst;
  }
  return ClaimFinding::Seen;
}

std::vector<ClaimReport> checkClaims(const Experiment& experiment,
                                     const std::vector<CellGroup>& groups,
                                     const std::string& runsFolder) {
  ClaimChecker checker(experiment, groups, runsFolder);
  std::vector<ClaimReport> reports;
  for (const PaperClaim& claim : publishedClaims()) reports.push_back(checker.check(claim));
  std::vector<double> p;
  std::vector<ClaimStep*> tested;
  for (ClaimReport& report : reports) {
    for (ClaimStep& step : report.steps) {
      if (!step.p) continue;
      p.push_back(*step.p);
      tested.push_back(&step);
    }
  }
  const std::vector<double> adjusted = holmAdjusted(p);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->adjusted = adjusted[i];
  for (ClaimReport& report : reports) {
    for (ClaimStep& step : report.steps) step.finding = judgeStep(report.claim, step);
  }
  return reports;
}

}  // namespace lafs
