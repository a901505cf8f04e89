// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/selected_runs.h"

namespace lafs {

void SelectedRuns::select(const QStringList& directories, const QString& current) {
  if (directories == selected_ && current == current_) return;
  selected_ = directories;
  current_ = current;
  Q_EMIT selectionChanged();
}

void SelectedRuns::toggleShown(const QString& directory) {
  if (!shown_.removeOne(directory)) shown_.append(directory);
  Q_EMIT shownChanged();
}

void SelectedRuns::setShown(const QStringList& directories) {
  if (directories == shown_) return;
  shown_ = directories;
  Q_EMIT shownChanged();
}

void SelectedRuns::markA(const QString& directory) {
  markA_ = directory;
  Q_EMIT marksChanged();
}

void SelectedRuns::markB(const QString& directory) {
  markB_ = directory;
  Q_EMIT marksChanged();
}

QStringList SelectedRuns::forPlots() const {
  if (!shown_.isEmpty()) return shown_;
  if (!selected_.isEmpty()) return selected_;
  return current_.isEmpty() ? QStringList() : QStringList{current_};
}

}  // namespace lafs
