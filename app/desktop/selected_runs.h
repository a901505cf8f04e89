// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace lafs {

/// Which runs the screens look at; one for the window, on its thread. Runs are named by their
/// absolute directory.
class SelectedRuns : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  const QStringList& selected() const { return selected_; }  ///< rows chosen in the table, in order
  const QString& current() const { return current_; }  ///< the one under the cursor; may be empty
  const QStringList& shown() const { return shown_; }  ///< put on the plots (Space)
  const QString& markA() const { return markA_; }      ///< marked for comparison; may be empty
  const QString& markB() const { return markB_; }

  void select(const QStringList& directories, const QString& current);
  void toggleShown(const QString& directory);
  void setShown(const QStringList& directories);
  void markA(const QString& directory);
  void markB(const QString& directory);
  /// What a screen of several runs shows: those put on the plots, else those selected, else the
  /// current one.
  QStringList forPlots() const;

 Q_SIGNALS:
  void selectionChanged();
  void shownChanged();
  void marksChanged();

 private:
  QStringList selected_;
  QStringList shown_;
  QString current_;
  QString markA_;
  QString markB_;
};

}  // namespace lafs
