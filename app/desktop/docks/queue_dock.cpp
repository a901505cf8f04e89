// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDockWidget>
#include <QPointer>
#include <algorithm>

#include "app/desktop/docks/docks.h"
#include "app/desktop/main_window.h"
#include "core/base/text.h"
#include "widgets/panels/queue_panel.h"

namespace lafs {

namespace {

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

QString textOf(const Json& stage, const char* key) {
  const auto found = stage.find(key);
  return found != stage.end() && found->is_string() ? qt(found->get<std::string>()) : QString();
}

QStringList cellsOf(const Json& stage) {
  QStringList cells;
  const auto found = stage.find("cells");
  if (found == stage.end() || !found->is_array()) return cells;
  for (const Json& cell : *found) {
    if (cell.is_string()) cells << qt(cell.get<std::string>());
  }
  return cells;
}

/// What tells a stage from others of its name: the cells that it is for, unless it is for all.
QString purposeOf(const Json& stage, qsizetype cellsOfPlan) {
  const QStringList cells = cellsOf(stage);
  if (cells.isEmpty() || cells.size() >= cellsOfPlan) return {};
  return QObject::tr("for %1").arg(cells.join(", "));
}

QueueStage stageOf(const Json& stage, qsizetype cellsOfPlan, const RunScanner& scanner) {
  QueueStage out;
  out.run = textOf(stage, "run");
  const QString subject = textOf(stage, "subject");
  out.title = textOf(stage, "stage") + (subject.isEmpty() ? "" : " " + subject);
  out.state = textOf(stage, "state");
  out.remark = textOf(stage, "error").section('\n', 0, 0);
  if (out.remark.isEmpty()) out.remark = purposeOf(stage, cellsOfPlan);
  const RunRowPtr row = scanner.findByName(out.run.toStdString());
  if (!row) return out;
  out.directory = qt(row->directory);
  if (row->progress.steps > 0) {
    out.share = static_cast<double>(row->progress.step) / static_cast<double>(row->progress.steps);
  }
  if (row->state == RunState::Running) out.left = qt(timeLeftText(row->left));
  return out;
}

QVector<QueuePlan> plansOf(const RunScanner& scanner) {
  QVector<QueuePlan> plans;
  for (const PlanView& view : scanner.runs()->plans) {
    QueuePlan plan;
    plan.experiment = qt(view.experiment);
    plan.live = view.live;
    plan.state = qt(view.live || view.state != "running" ? view.state : "dead");
    plan.process = qt(view.process.text());
    if (view.stages.is_array()) {
      QStringList cells;
      for (const Json& stage : view.stages) {
        if (stage.is_object()) cells += cellsOf(stage);
      }
      cells.removeDuplicates();
      for (const Json& stage : view.stages) {
        if (stage.is_object()) plan.stages.append(stageOf(stage, cells.size(), scanner));
      }
    }
    plans.append(plan);
  }
  std::stable_sort(plans.begin(), plans.end(),
                   [](const QueuePlan& a, const QueuePlan& b) { return a.live && !b.live; });
  return plans;
}

struct MoveWords {
  const char* id;
  const char* option;  ///< of the verb
  QString text;
  const char* keys;
  QString hint;
};

/// Other turns for the stage that is chosen in the dock, by keys, menus and the palette.
QList<QAction*> addMoves(DesktopContext& desktop, const QPointer<QueuePanel>& panel) {
  const MoveWords moves[] = {
      {"queue.earlier", "--earlier", MainWindow::tr("Start earlier"), "Ctrl+Shift+Up",
       MainWindow::tr("Moves the stage chosen in the queue before the one in front of it")},
      {"queue.later", "--later", MainWindow::tr("Start later"), "Ctrl+Shift+Down",
       MainWindow::tr("Moves the stage chosen in the queue behind the one after it")},
      {"queue.first", "--first", MainWindow::tr("Start next"), "",
       MainWindow::tr("Moves the stage chosen in the queue to the front, with what it reads")},
      {"queue.last", "--last", MainWindow::tr("Start last"), "",
       MainWindow::tr("Moves the stage chosen in the queue to the end, with what reads it")}};
  QList<QAction*> actions;
  for (const MoveWords& move : moves) {
    ActionEntry entry = actionEntry(move.id, move.text, MainWindow::tr("Run"), Icon::Queue,
                                    QKeySequence(QString(move.keys)), move.hint);
    entry.command = [panel, option = QString(move.option)] {
      const QString run = panel ? panel->waitingRun() : QString();
      return run.isEmpty() ? QStringList() : QStringList{"queue", run, option};
    };
    actions << desktop.actions().add(entry);
  }
  return actions;
}

}  // namespace

QDockWidget* makeQueueDock(DesktopContext& desktop, MainWindow& window) {
  auto* dock = new QDockWidget(MainWindow::tr("Queue"), &window);
  dock->setObjectName("queue");
  auto* panel = new QueuePanel(dock);
  dock->setWidget(panel);
  QObject::connect(&desktop.scanner(), &RunScanner::changed, panel, [&desktop, panel, dock] {
    const QVector<QueuePlan> plans = plansOf(desktop.scanner());
    const auto live =
        std::count_if(plans.begin(), plans.end(), [](const QueuePlan& plan) { return plan.live; });
    dock->setWindowTitle(live > 0 ? MainWindow::tr("Queue (%1)").arg(live)
                                  : MainWindow::tr("Queue"));
    panel->show(plans);
  });
  QObject::connect(panel, &QueuePanel::chosen, &desktop, [&desktop](const QString& directory) {
    desktop.selection().select({directory}, directory);
  });
  QObject::connect(panel, &QueuePanel::opened, &desktop,
                   [&desktop](const QString& directory) { desktop.showScreen("run", directory); });
  panel->setMenu(addMoves(desktop, panel));
  QObject::connect(panel, &QueuePanel::waitingRunChanged, &desktop.actions(),
                   &ActionRegistry::refresh);
  QObject::connect(panel, &QueuePanel::moveWanted, &desktop,
                   [&desktop](const QString& run, const QString& before) {
                     const QStringList place =
                         before.isEmpty() ? QStringList{"--last"} : QStringList{"--before", before};
                     desktop.launcher().launch(QStringList{"queue", run} + place);
                   });
  return dock;
}

}  // namespace lafs
