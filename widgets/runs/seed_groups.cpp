// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/seed_groups.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>
#include <utility>

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

bool isAsBefore(const RunRowPtr& run, const RunRowPtr& before) {
  return run == before || (run->spec == before->spec && run->problem == before->problem &&
                           run->subject == before->subject);
}

/// "done", or "2 done, 1 failed".
QString statesText(const SeedGroup& group) {
  std::map<QString, int> words;
  for (const RunRowPtr& run : group.runs) ++words[stateWord(*run)];
  QStringList parts;
  for (const auto& [word, n] : words) {
    parts << (words.size() == 1 ? word : QString("%1 %2").arg(n).arg(word));
  }
  return parts.join(", ");
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

std::vector<std::string> seedGroupKeys(const std::vector<RunRowPtr>& runs,
                                       const std::vector<RunRowPtr>& before,
                                       std::vector<std::string> keysBefore) {
  std::vector<std::string> keys;
  keys.reserve(runs.size());
  std::size_t old = 0;
  for (const RunRowPtr& run : runs) {
    while (old < before.size() && before[old]->directory < run->directory) ++old;
    const bool listed = old < before.size() && before[old]->directory == run->directory;
    const bool known = listed && isAsBefore(run, before[old]);
    keys.push_back(known ? std::move(keysBefore[old]) : seedGroupKey(*run));
    if (listed) ++old;
  }
  return keys;
}

std::vector<RunRowPtr> inOrderOfSeeds(std::vector<RunRowPtr> runs) {
  std::vector<std::pair<double, RunRowPtr>> bySeed;
  for (RunRowPtr& run : runs) bySeed.emplace_back(cellValue(*run, "seed").number, std::move(run));
  std::stable_sort(bySeed.begin(), bySeed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i] = std::move(bySeed[i].second);
  return runs;
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

QString groupText(const SeedGroup& group, const QString& columnId) {
  const RunRow& first = *group.runs.front();
  if (columnId == "name") {
    return QCoreApplication::translate("RunTableModel", "%1  \u00b7  %n seeds", nullptr,
                                       static_cast<int>(group.runs.size()))
        .arg(cellValue(first, "stage").text);
  }
  if (columnId == "state") return statesText(group);
  if (columnId == "progress") {
    const MeanStd mean = meanOf(group, columnId);
    return mean.n > 0 ? shareText(mean.mean) : QString();
  }
  if (runColumn(columnId).measure) return meanText(group, columnId);
  if (columnId == "seed") return {};
  // What all members share is worth showing; what differs is in their own lines.
  const QString shared = cellValue(first, columnId).text;
  for (const RunRowPtr& run : group.runs) {
    if (cellValue(*run, columnId).text != shared) return {};
  }
  return shared;
}

}  // namespace lafs
