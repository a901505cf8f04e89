// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

class QAction;
class QStackedWidget;

namespace lafs {

class QueueTree;

/// One stage in an executor's plan, for the queue.
struct QueueStage {
  QString title;      ///< "finetune"
  QString run;        ///< name of its run directory
  QString directory;  ///< absolute
  QString state;      ///< as the plan or the run has it: queued, running, done, …
  double share = -1;  ///< done of its steps; < 0 = not known
  QString left;       ///< time still to go, as text
  QString remark;     ///< why it failed or is blocked
};

/// One executor: an experiment that is at work, or was.
struct QueuePlan {
  QString experiment;
  QString state;  ///< running, done, stopped, failed, dead
  bool live = false;
  QString process;  ///< "pid 12 on host"
  QString left;     ///< of all its stages, as text; empty when it is not known
  QVector<QueueStage> stages;
};

/// Executors and their stages in the order in which they run. Stages that wait can be dragged to
/// another place.
class QueuePanel : public QWidget {
  Q_OBJECT

 public:
  explicit QueuePanel(QWidget* parent = nullptr);
  void show(const QVector<QueuePlan>& plans);
  /// The run of the current stage, when that waits for its turn; else empty.
  QString waitingRun() const;
  /// What the menu of a stage offers.
  void setMenu(const QList<QAction*>& actions);

 protected:
  void changeEvent(QEvent* event) override;

 Q_SIGNALS:
  void chosen(const QString& directory);  ///< click on a stage
  void opened(const QString& directory);  ///< double click, Enter
  void waitingRunChanged();               ///< `waitingRun` is another one
  /// A stage was dragged: it is to start before another one, or last when `before` is empty.
  void moveWanted(const QString& run, const QString& before);

 private:
  void followRun(const QString& run);
  void noteWaitingRun();

  QVector<QueuePlan> plans_;
  QString waitingRun_;
  QStackedWidget* pages_;
  QueueTree* tree_;
};

}  // namespace lafs
