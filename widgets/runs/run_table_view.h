// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace lafs {

class RunTableModel;

/// The table itself: rows of one height, columns that can be dragged, the keys of the runs screen
/// (Space puts on the plots, Enter opens, Left and Right fold). Knows only its model.
class RunTableView : public QTableView {
  Q_OBJECT

 public:
  RunTableView(RunTableModel& model, QWidget* parent = nullptr);

  /// Directories of the selected runs, groups with all their members, in the order of the table.
  QStringList selectedDirectories() const;
  QString currentDirectory() const;  ///< empty when there is none
  void chooseDirectory(const QString& directory);

 Q_SIGNALS:
  void selectionMoved();
  void opened(const QString& directory);             ///< double click, Enter
  void showToggled(const QStringList& directories);  ///< Space
  void menuWanted(const QPoint& globalPosition);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  bool foldAt(const QModelIndex& index);

  RunTableModel& model_;
};

}  // namespace lafs
