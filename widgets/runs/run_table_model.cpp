// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_table_model.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace lafs {

namespace {

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

QVariant alignmentOf(const RunColumn& column) {
  return QVariant::fromValue(
      Qt::Alignment((column.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
}

}  // namespace

RunTableModel::RunTableModel(QObject* parent) : QAbstractTableModel(parent) {
  setColumns(defaultColumnIds());
}

void RunTableModel::setRuns(const std::vector<RunRowPtr>& runs) {
  bool sameSet = runs.size() == runs_.size();
  for (std::size_t i = 0; sameSet && i < runs.size(); ++i) {
    sameSet = runs[i]->directory == runs_[i]->directory &&
              (runs[i] == runs_[i] ||
               (runs[i]->spec == runs_[i]->spec && runs[i]->problem == runs_[i]->problem &&
                filter_.accepts(*runs[i]) == filter_.accepts(*runs_[i])));
  }
  if (!sameSet) {
    groupKeys_ = seedGroupKeys(runs, runs_, std::move(groupKeys_));
    runs_ = runs;
    rebuild();
    return;
  }
  // Only values have moved: the lines stay where they are.
  std::unordered_map<const RunRow*, RunRowPtr> moved;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i] != runs_[i]) moved[runs_[i].get()] = runs[i];
  }
  runs_ = runs;
  if (moved.empty()) return;
  for (SeedGroup& group : groups_) {
    for (RunRowPtr& run : group.runs) {
      const auto found = moved.find(run.get());
      if (found != moved.end()) run = found->second;
    }
  }
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    if (line.run) {
      const auto found = moved.find(line.run.get());
      if (found == moved.end()) continue;
      line.run = found->second;
    }
    const int row = static_cast<int>(i);
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
  }
}

void RunTableModel::setFilter(const RunFilter& filter) {
  filter_ = filter;
  rebuild();
}

void RunTableModel::setColumns(const QStringList& ids) {
  beginResetModel();
  columnIds_ = ids;
  columns_.clear();
  for (const QString& id : ids) columns_.append(runColumn(id));
  endResetModel();
}

void RunTableModel::setGrouped(bool grouped) {
  if (grouped == grouped_) return;
  grouped_ = grouped;
  rebuild();
}

void RunTableModel::setShown(const QStringList& directories) {
  shown_ = QSet<QString>(directories.begin(), directories.end());
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

void RunTableModel::setMarks(const QString& a, const QString& b) {
  markA_ = a;
  markB_ = b;
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

bool RunTableModel::isUnfolded(const SeedGroup& group) const {
  return unfolded_.contains(qt(group.key));
}

void RunTableModel::toggleGroup(int row) {
  if (row < 0 || row >= rowCount() || lines_[static_cast<std::size_t>(row)].run) return;
  const QString key =
      qt(groups_[static_cast<std::size_t>(lines_[static_cast<std::size_t>(row)].group)].key);
  if (!unfolded_.remove(key)) unfolded_.insert(key);
  rebuild();
}

/// Runs of no group, and one line a group, in the order of the runs.
std::vector<RunTableModel::Line> RunTableModel::makeHeads() {
  groups_.clear();
  passed_ = 0;
  std::unordered_map<std::string_view, std::vector<RunRowPtr>> members;
  std::vector<std::size_t> passed;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (!filter_.accepts(*runs_[i])) continue;
    passed.push_back(i);
    if (grouped_ && !groupKeys_[i].empty()) members[groupKeys_[i]].push_back(runs_[i]);
  }
  passed_ = static_cast<int>(passed.size());
  std::vector<Line> heads;
  for (const std::size_t i : passed) {
    const auto found = grouped_ ? members.find(groupKeys_[i]) : members.end();
    if (found == members.end() || found->second.size() == 1) {
      heads.push_back({runs_[i], -1});
    } else if (!found->second.empty()) {  // its first run: the others are taken away with it
      heads.push_back({nullptr, static_cast<int>(groups_.size())});
      groups_.push_back({groupKeys_[i], inOrderOfSeeds(std::move(found->second))});
      found->second.clear();
    }
  }
  return heads;
}

RunSortKey RunTableModel::sortKeyOf(const Line& line) const {
  if (line.run) return RunSortKey(cellValue(*line.run, sortId_));
  const SeedGroup& group = groups_[static_cast<std::size_t>(line.group)];
  CellValue value = cellValue(*group.runs.front(), sortId_);
  const MeanStd mean = meanOf(group, sortId_);
  if (mean.n > 0) value.number = mean.mean;
  return RunSortKey(value);
}

std::vector<RunTableModel::Line> RunTableModel::makeLines() {
  std::vector<Line> heads = makeHeads();
  if (!sortId_.isEmpty()) {
    std::vector<std::pair<RunSortKey, Line>> keyed;
    keyed.reserve(heads.size());
    for (const Line& line : heads) keyed.emplace_back(sortKeyOf(line), line);
    std::stable_sort(keyed.begin(), keyed.end(), [this](const auto& a, const auto& b) {
      return a.first.isBefore(b.first, sortOrder_);
    });
    for (std::size_t i = 0; i < keyed.size(); ++i) heads[i] = keyed[i].second;
  }
  if (unfolded_.isEmpty()) return heads;
  std::vector<Line> lines;
  for (const Line& head : heads) {
    lines.push_back(head);
    if (head.run) continue;
    const SeedGroup& group = groups_[static_cast<std::size_t>(head.group)];
    if (!isUnfolded(group)) continue;
    for (const RunRowPtr& run : group.runs) lines.push_back({run, head.group});
  }
  return lines;
}

QString RunTableModel::nameOf(const Line& line) const {
  return qt(line.run ? line.run->directory : groups_[static_cast<std::size_t>(line.group)].key);
}

void RunTableModel::rebuild() {
  // Selections survive: persistent indexes follow their run (or their group) to its new line.
  Q_EMIT layoutAboutToBeChanged();
  const QModelIndexList old = persistentIndexList();
  std::vector<QString> names;
  for (const QModelIndex& index : old) {
    names.push_back(nameOf(lines_[static_cast<std::size_t>(index.row())]));
  }
  lines_ = makeLines();
  QHash<QString, int> places;
  if (!old.isEmpty()) {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      places[nameOf(lines_[i])] = static_cast<int>(i);
    }
  }
  QModelIndexList now;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto place = places.constFind(names[i]);
    now.append(place == places.constEnd() ? QModelIndex()
                                          : index(*place, old[static_cast<qsizetype>(i)].column()));
  }
  changePersistentIndexList(old, now);
  Q_EMIT layoutChanged();
}

RunRowPtr RunTableModel::run(int row) const {
  return row >= 0 && row < rowCount() ? lines_[static_cast<std::size_t>(row)].run : nullptr;
}

std::vector<RunRowPtr> RunTableModel::runsAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  const Line& line = lines_[static_cast<std::size_t>(row)];
  if (line.run) return {line.run};
  return groups_[static_cast<std::size_t>(line.group)].runs;
}

int RunTableModel::rowOf(const QString& directory) const {
  const std::string wanted = directory.toStdString();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (lines_[i].run && lines_[i].run->directory == wanted) return static_cast<int>(i);
  }
  return -1;
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount()) return {};
  const RunColumn& column = columns_[index.column()];
  if (role == ColumnIdRole) return column.id;
  if (role == Qt::TextAlignmentRole) return alignmentOf(column);
  const Line& line = lines_[static_cast<std::size_t>(index.row())];
  if (line.run) return runData(*line.run, line, column.id, role);
  return groupData(groups_[static_cast<std::size_t>(line.group)], column.id, role);
}

QVariant RunTableModel::runData(const RunRow& row, const Line& line, const QString& id,
                                int role) const {
  switch (role) {
    case Qt::DisplayRole:
      return cellValue(row, id).text;
    case Qt::AccessibleTextRole: {
      const QString text = cellValue(row, id).text;
      return id == "name" ? text + ", " + stateWord(row) : text;
    }
    case Qt::ToolTipRole:
      return cellToolTip(row, id);
    case RunRole:
      return QVariant::fromValue(line.run);
    case DepthRole:
      return line.group >= 0 ? 1 : 0;
    case GroupRole:
      return 0;
    case ShownRole:
      return shown_.contains(qt(row.directory));
    case MarkRole: {
      const QString directory = qt(row.directory);
      if (directory == markA_) return "A";
      return directory == markB_ ? "B" : "";
    }
    default:
      return {};
  }
}

QVariant RunTableModel::groupData(const SeedGroup& group, const QString& id, int role) const {
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
      return groupText(group, id);
    case DepthRole:
      return 0;
    case GroupRole:
      return static_cast<int>(group.runs.size());
    case UnfoldedRole:
      return isUnfolded(group);
    case ShownRole:
      return false;
    default:
      return {};
  }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  const RunColumn& column = columns_[section];
  if (role == Qt::DisplayRole) return column.title;
  if (role == Qt::ToolTipRole) return column.hint;
  if (role == ColumnIdRole) return column.id;
  if (role == Qt::TextAlignmentRole) return alignmentOf(column);
  return {};
}

void RunTableModel::sort(int column, Qt::SortOrder order) {
  sortId_ = column >= 0 && column < columnCount() ? columnIds_[column] : QString();
  sortOrder_ = order;
  rebuild();
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
  return index.isValid() ? Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled
                         : Qt::NoItemFlags;
}

}  // namespace lafs
