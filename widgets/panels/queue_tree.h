// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

namespace lafs {

/// The rows of the queue: executors with their stages below. A stage that waits can be dragged to
/// another place among those of its executor; the tree moves nothing by itself, it says what was
/// wanted, and shows the new order when the executor has it.
class QueueTree : public QTreeWidget {
  Q_OBJECT

 public:
  /// Data of a stage's first column.
  enum Role { DirectoryRole = Qt::UserRole, RunRole, WaitsRole };

  explicit QueueTree(QWidget* parent = nullptr);

  /// The current stage's run; empty when none is current, or (`waiting`) when it does not wait.
  QString currentRun(bool waiting = false) const;
  /// The current row is let go of at a place of the viewport: asks for the move, if it can be.
  void dropAt(const QPoint& place);

 Q_SIGNALS:
  /// `run` is to start before `before`, or last when that is empty.
  void moveWanted(const QString& run, const QString& before);

 protected:
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  bool canDropAt(const QPoint& place) const;
  QString waitingFrom(const QPoint& place) const;
};

}  // namespace lafs
