// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/seed_groups.h"

#include <cmath>
#include <unordered_set>

#include "core/config/field_table.h"
#include "widgets/runs/run_column.h"

namespace lafs {

namespace {

/// Fields that tell no two experiments apart: seed, name, folders, devices, cadences.
const std::unordered_set<std::string>& ignoredFields() {
  static const std::unordered_set<std::string> paths = [] {
    std::unordered_set<std::string> all = {"seed", "name"};
    for (const SpecField& field : specFields()) {
      if (!field.field().changesNumbers) all.insert(field.path());
    }
    return all;
  }();
  return paths;
}

}  // namespace

std::string seedGroupKey(const RunRow& row) {
  if (!row.problem.empty() || !row.identity || !row.spec) return {};
  std::string key = std::string(stageName(row.identity->stage)) + '|' + row.subject;
  for (const auto& [path, value] : *row.spec) {
    if (ignoredFields().count(path) == 0) key += '|' + path + '=' + value;
  }
  return key;
}

MeanStd meanOf(const SeedGroup& group, const QString& columnId) {
  MeanStd result;
  double sum = 0;
  double squares = 0;
  for (const RunRowPtr& run : group.runs) {
    const CellValue value = cellValue(*run, columnId);
    if (!value.isNumber()) continue;
    // Welford: no cancellation when the values lie close together.
    ++result.n;
    const double step = value.number - sum;
    sum += step / result.n;
    squares += step * (value.number - sum);
  }
  result.mean = sum;
  result.std = result.n > 1 ? std::sqrt(squares / (result.n - 1)) : 0;
  return result;
}

QString meanText(const SeedGroup& group, const QString& columnId) {
  const MeanStd found = meanOf(group, columnId);
  if (found.n == 0) return {};
  QString text = measureText(found.mean);
  if (found.n > 1) text += QString::fromUtf8(" ± ") + QString::number(found.std, 'g', 2);
  return text + QString(" (n = %1)").arg(found.n);
}

}  // namespace lafs
