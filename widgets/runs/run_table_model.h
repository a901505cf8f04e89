// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QSet>
#include <QStringList>
#include <string>
#include <vector>

#include "widgets/runs/run_column.h"
#include "widgets/runs/run_filter.h"
#include "widgets/runs/run_sort_key.h"
#include "widgets/runs/seed_groups.h"

namespace lafs {

/// The runs table: filtered, sorted, and runs that differ only in their seed folded into one line.
/// Holds pointers to rows that the scanner made; a new list that differs in few rows costs one
/// comparison a row. Values that move while a run trains do not move its line: the order changes
/// only when rows come or go, or when the user sorts. On the window's thread.
class RunTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role {
    RunRole = Qt::UserRole,  ///< RunRowPtr; null for a group's line
    ColumnIdRole,
    DepthRole,     ///< 1 for a run inside an unfolded group
    GroupRole,     ///< number of runs of a group's line, 0 else
    UnfoldedRole,  ///< of a group's line
    ShownRole,     ///< put on the plots
    MarkRole,      ///< "A", "B" or empty
  };

  explicit RunTableModel(QObject* parent = nullptr);

  void setRuns(const std::vector<RunRowPtr>& runs);  ///< sorted by name
  void setFilter(const RunFilter& filter);
  void setColumns(const QStringList& ids);
  void setGrouped(bool grouped);
  void setShown(const QStringList& directories);
  void setMarks(const QString& a, const QString& b);
  void toggleGroup(int row);

  const QStringList& columns() const { return columnIds_; }
  bool grouped() const { return grouped_; }
  int runCount() const { return static_cast<int>(runs_.size()); }  ///< all, before the filter
  int passedCount() const { return passed_; }                      ///< that the filter lets through
  RunRowPtr run(int row) const;                                    ///< null for a group's line
  std::vector<RunRowPtr> runsAt(int row) const;                    ///< the run, or all of the group
  int rowOf(const QString& directory) const;                       ///< -1 when it is not in sight

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  /// A line of the table: a run (`run` set) or a group's head.
  struct Line {
    RunRowPtr run;
    int group = -1;  ///< place in groups_; -1 = the run belongs to none
  };

  void rebuild();
  std::vector<Line> makeHeads();
  std::vector<Line> makeLines();
  RunSortKey sortKeyOf(const Line& line) const;
  QString nameOf(const Line& line) const;  ///< of the run's directory, or the group's key
  QVariant runData(const RunRow& row, const Line& line, const QString& id, int role) const;
  QVariant groupData(const SeedGroup& group, const QString& id, int role) const;
  bool isUnfolded(const SeedGroup& group) const;

  std::vector<RunRowPtr> runs_;
  std::vector<std::string> groupKeys_;  ///< of runs_
  std::vector<SeedGroup> groups_;
  std::vector<Line> lines_;
  QStringList columnIds_;
  QVector<RunColumn> columns_;
  RunFilter filter_;
  bool grouped_ = true;
  int passed_ = 0;
  QString sortId_;
  Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
  QSet<QString> unfolded_;
  QSet<QString> shown_;
  QString markA_;
  QString markB_;
};

}  // namespace lafs

Q_DECLARE_METATYPE(lafs::RunRowPtr)
