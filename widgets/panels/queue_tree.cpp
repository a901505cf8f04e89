// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/queue_tree.h"

#include <QDropEvent>

namespace lafs {

QueueTree::QueueTree(QWidget* parent) : QTreeWidget(parent) {
  setDragDropMode(QAbstractItemView::InternalMove);
  setDragDropOverwriteMode(false);
  invisibleRootItem()->setFlags(invisibleRootItem()->flags() & ~Qt::ItemIsDropEnabled);
}

QString QueueTree::currentRun(bool waiting) const {
  const QTreeWidgetItem* item = currentItem();
  if (!item || !item->parent()) return {};
  if (waiting && !item->data(0, WaitsRole).toBool()) return {};
  return item->data(0, RunRole).toString();
}

/// Among the stages of the same executor.
bool QueueTree::canDropAt(const QPoint& place) const {
  const QTreeWidgetItem* target = itemAt(place);
  return target && target->parent() && !currentRun(true).isEmpty() &&
         target->parent() == currentItem()->parent();
}

/// The first stage that waits below a place, other than the dragged one; empty when none does.
QString QueueTree::waitingFrom(const QPoint& place) const {
  const QTreeWidgetItem* target = itemAt(place);
  const QTreeWidgetItem* plan = target->parent();
  const bool lowerHalf = place.y() > visualItemRect(target).center().y();
  for (int i = plan->indexOfChild(const_cast<QTreeWidgetItem*>(target)) + (lowerHalf ? 1 : 0);
       i < plan->childCount(); ++i) {
    const QTreeWidgetItem* item = plan->child(i);
    if (item != currentItem() && item->data(0, WaitsRole).toBool()) {
      return item->data(0, RunRole).toString();
    }
  }
  return {};
}

void QueueTree::dragMoveEvent(QDragMoveEvent* event) {
  QTreeWidget::dragMoveEvent(event);  // shows the place, scrolls at the edges
  if (!canDropAt(event->position().toPoint())) event->ignore();
}

void QueueTree::dropAt(const QPoint& place) {
  if (canDropAt(place)) Q_EMIT moveWanted(currentRun(), waitingFrom(place));
}

void QueueTree::dropEvent(QDropEvent* event) {
  dropAt(event->position().toPoint());
  event->setDropAction(Qt::IgnoreAction);  // or the view would take the row away
  event->accept();
  stopAutoScroll();
  setState(NoState);
  viewport()->update();
}

}  // namespace lafs
