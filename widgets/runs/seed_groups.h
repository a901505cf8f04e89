// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

#include "widgets/runs/run_row.h"

namespace lafs {

/// Runs that are equal in everything but their seed; in the order of their seeds.
struct SeedGroup {
  std::string key;
  std::vector<RunRowPtr> runs;
};

/// Key of a run's group: stage, subject and spec without seed, name and machine matters. Empty for
/// a row with a problem, which belongs to no group.
std::string seedGroupKey(const RunRow& row);

/// The keys of `runs`. A spec is large and its key costs; most runs of a new list were in the one
/// `before`, whose keys are known. Both are sorted by directory.
std::vector<std::string> seedGroupKeys(const std::vector<RunRowPtr>& runs,
                                       const std::vector<RunRowPtr>& before,
                                       std::vector<std::string> keysBefore);

std::vector<RunRowPtr> inOrderOfSeeds(std::vector<RunRowPtr> runs);

/// Mean and sample standard deviation of a column over a group, "0.913 ± 0.012 (n = 3)". Only runs
/// that have the value count; n is always said. Empty when none has it.
QString meanText(const SeedGroup& group, const QString& columnId);

/// Sample mean and standard deviation (divisor n - 1; 0 for n = 1); n = 0 when there is no value.
struct MeanStd {
  double mean = 0;
  double std = 0;
  int n = 0;
};
MeanStd meanOf(const SeedGroup& group, const QString& columnId);

/// A group's cell of a column: a mean, how many members are in which state, or what all share;
/// empty where they differ.
QString groupText(const SeedGroup& group, const QString& columnId);

}  // namespace lafs
