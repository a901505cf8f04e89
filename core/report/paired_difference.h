// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/eval/score_file.h"
#include "core/report/measurement.h"

namespace lafs {

/// How much two groups differ under one measure, and how sure that is.
struct PairedDifference {
  double difference = 0;  ///< mean of `upper` minus `lower` over the seeds that both have
  std::map<std::int64_t, double> bySeed;
  std::optional<ReportInterval> interval;
  std::optional<double> p;  ///< two-sided, of no difference
  std::string method;
};

/// Paired tests between groups. With two or more common seeds the paired t-test over them; with
/// one, what compareRuns says of the stored scores: the paired bootstrap over identities, for
/// accuracies with McNemar's p. Scores are read once a run. Not for several threads at once.
class PairedTests {
 public:
  explicit PairedTests(std::string runsFolder) : runsFolder_(std::move(runsFolder)) {}

  /// Nothing when the two share no seed that both have done.
  std::optional<PairedDifference> difference(const CellGroup& upper, const CellGroup& lower,
                                             const Measure& measure);

 private:
  /// Nothing when the run left no scores, or in an older form.
  const std::optional<ScoreFile>& scores(const std::string& run, const std::string& protocol);
  void testOneSeed(const SeedRun& upper, const SeedRun& lower, const Measure& measure,
                   PairedDifference& result);

  std::string runsFolder_;
  std::map<std::string, std::optional<ScoreFile>> scores_;
};

}  // namespace lafs
