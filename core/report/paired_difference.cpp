// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/paired_difference.h"

#include "core/base/error.h"
#include "core/eval/run_comparison.h"
#include "core/eval/student_interval.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

constexpr std::int64_t kFolds = 10;

const SeedRun* runOfSeed(const CellGroup& group, std::int64_t seed) {
  for (const SeedRun& run : group.seeds) {
    if (run.seed == seed && run.done) return &run;
  }
  return nullptr;
}

}  // namespace

const std::optional<ScoreFile>& PairedTests::scores(const std::string& run,
                                                    const std::string& protocol) {
  const auto [known, isNew] = scores_.emplace(run + '\n' + protocol, std::nullopt);
  if (!isNew) return known->second;
  const RunReader reader(RunsFolder(runsFolder_).run(run));
  for (const std::string& name : reader.results()) {
    if (name.rfind("scores-", 0) != 0) continue;
    try {
      ScoreFile file = readScoreFile(reader.paths().result(name));
      if (!isProtocol(file.protocol, protocol)) continue;
      known->second = std::move(file);
      break;
    } catch (const UserError&) {
      // Of an older evaluation, or none of ours: nothing to test with.
    }
  }
  return known->second;
}

void PairedTests::testOneSeed(const SeedRun& upper, const SeedRun& lower, const Measure& measure,
                              PairedDifference& result) {
  const auto& a = scores(lower.run, measure.protocol);
  const auto& b = scores(upper.run, measure.protocol);
  if (!a || !b) return;
  std::vector<double> targets;
  if (measure.far) targets.push_back(*measure.far);
  try {
    const MeasureComparison found =
        compareRuns(*a, *b, measure.far ? 0 : kFolds, targets, TarRule::Nearest).at(0);
    result.method = "paired bootstrap over " + unitsText(a->units, a->unitKind);
    if (!measure.far) result.method += ", McNemar";
    result.p = measure.far ? found.difference.p : found.pairs.p;
    if (found.difference.interval) {
      result.interval =
          ReportInterval{found.difference.interval->low, found.difference.interval->high,
                         found.difference.interval->level, result.method};
    }
  } catch (const UserError&) {
    // The two evaluations judged different pairs: their seeds draw different ones.
  }
}

std::optional<PairedDifference> PairedTests::difference(const CellGroup& upper,
                                                        const CellGroup& lower,
                                                        const Measure& measure) {
  PairedDifference result;
  std::vector<double> a;
  std::vector<double> b;
  const SeedRun* upperRun = nullptr;
  const SeedRun* lowerRun = nullptr;
  for (const SeedRun& run : upper.seeds) {
    const SeedRun* other = runOfSeed(lower, run.seed);
    const auto ours = seedValue(run, measure);
    const auto theirs = other ? seedValue(*other, measure) : std::nullopt;
    if (!ours || !theirs) continue;
    a.push_back(theirs->value);
    b.push_back(ours->value);
    result.bySeed[run.seed] = ours->value - theirs->value;
    upperRun = &run;
    lowerRun = other;
  }
  if (a.empty()) return {};
  const SeedDifference found = pairedSeedDifference(a, b);
  result.difference = found.difference;
  if (a.size() == 1) {
    testOneSeed(*upperRun, *lowerRun, measure, result);
    return result;
  }
  result.method = "paired t over " + std::to_string(a.size()) + " seeds";
  result.p = found.p;
  if (found.interval) {
    result.interval = ReportInterval{found.interval->low, found.interval->high,
                                     found.interval->level, result.method};
  }
  return result;
}

}  // namespace lafs
