// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>
#include <functional>
#include <utility>

#include "app/desktop/desktop_context.h"
#include "app/desktop/note_action.h"
#include "core/base/json.h"
#include "core/run/trash.h"
#include "widgets/runs/run_difference.h"

namespace lafs {

namespace {

using Wanted = bool (*)(const RunRow&);

QString tr(const char* text) {
  return QCoreApplication::translate("RunActions", text);
}

/// Rows of the selected runs that a command is for.
std::vector<RunRowPtr> chosen(DesktopContext& desktop, Wanted wanted) {
  std::vector<RunRowPtr> rows;
  for (const QString& directory : desktop.selection().selected()) {
    const RunRowPtr row = desktop.scanner().find(directory);
    if (row && wanted(*row)) rows.push_back(row);
  }
  return rows;
}

/// "verb NAME…" for them; nothing when there are none.
QStringList commandFor(DesktopContext& desktop, const QString& verb, Wanted wanted) {
  QStringList words;
  for (const RunRowPtr& row : chosen(desktop, wanted)) words << QString::fromStdString(row->name);
  if (!words.isEmpty()) words.prepend(verb);
  return words;
}

bool isSound(const RunRow& row) {
  return row.problem.empty();
}
bool isAtWork(const RunRow& row) {
  return isSound(row) && isLive(row.state);
}
bool isRunning(const RunRow& row) {
  return isSound(row) && row.state == RunState::Running;
}
bool isPaused(const RunRow& row) {
  return isRunning(row) && row.paused;
}
bool isUnpaused(const RunRow& row) {
  return isRunning(row) && !row.paused;
}
bool canResume(const RunRow& row) {
  return isSound(row) && (isResumable(row.state) || row.state == RunState::Queued);
}
bool hasFailed(const RunRow& row) {
  return isSound(row) && row.state == RunState::Failed;
}
bool canArchive(const RunRow& row) {
  return row.identity && !isLive(row.state);
}

ActionEntry runAction(const QString& id, const QString& text, Icon icon, const char* keys,
                      const QString& hint) {
  return actionEntry(id, text, tr("Run"), icon, QKeySequence(QString(keys)), hint);
}

void addCommand(DesktopContext& desktop, ActionEntry entry, const QString& verb, Wanted wanted) {
  entry.command = [&desktop, verb, wanted] { return commandFor(desktop, verb, wanted); };
  desktop.actions().add(std::move(entry));
}

void addSteering(DesktopContext& desktop) {
  addCommand(desktop,
             runAction("run.resume", tr("Resume"), Icon::Play, "F5",
                       tr("Goes on from the last checkpoint of stopped, interrupted or dead runs")),
             "resume", canResume);
  addCommand(desktop,
             runAction("run.stop", tr("Stop and save"), Icon::Stop, "Shift+F5",
                       tr("Finishes the step, writes a checkpoint, ends; resume goes on")),
             "stop", isAtWork);
  ActionEntry pause = runAction("run.pause", tr("Pause or go on"), Icon::Pause, "F6",
                                tr("Lets the worker wait, keeping its memory; again: goes on"));
  pause.command = [&desktop] {
    const QStringList pausing = commandFor(desktop, "pause", isUnpaused);
    return pausing.isEmpty() ? commandFor(desktop, "resume", isPaused) : pausing;
  };
  desktop.actions().add(pause);
  addCommand(
      desktop,
      runAction("run.retry", tr("Retry"), Icon::Refresh, "Ctrl+R", tr("Runs failed stages again")),
      "retry", hasFailed);
  ActionEntry kill = runAction("run.kill", tr("Kill"), Icon::Skull, "Ctrl+Shift+F5",
                               tr("Ends the worker at once; what came after the last checkpoint is "
                                  "lost"));
  kill.asksFirst = true;
  kill.question =
      tr("End the selected workers at once? What they did since their last checkpoint "
         "is lost. “Stop and save” loses nothing.");
  addCommand(desktop, kill, "kill", isRunning);
  ActionEntry all = runAction("queue.stop", tr("Stop everything"), Icon::Stop, "",
                              tr("Asks all executors and workers of this folder to save and end"));
  all.command = [&desktop] {
    for (const RunRowPtr& row : desktop.scanner().runs()->rows) {
      if (isAtWork(*row)) return QStringList{"stop"};
    }
    for (const PlanView& plan : desktop.scanner().runs()->plans) {
      if (plan.live) return QStringList{"stop"};
    }
    return QStringList();
  };
  desktop.actions().add(all);
}

/// Asks with the size in the question, which a command measured in the background.
void archiveSelected(DesktopContext& desktop) {
  const QStringList words = commandFor(desktop, "archive", canArchive);
  if (words.isEmpty()) return;
  desktop.launcher().run(
      words + QStringList{"--dry-run", "--json"}, &desktop,
      [&desktop, words](const CommandResult& result) {
        const Json json = Json::parse(result.output.toStdString(), nullptr, false);
        if (result.exitCode != 0 || !json.is_object()) {
          ProblemCard card;
          card.what = tr("archive is not possible");
          card.cause = result.error.trimmed();
          desktop.problems().add(card);
          return;
        }
        const auto count = words.size() - 1;
        QMessageBox box(
            QMessageBox::NoIcon, tr("Archive"),
            tr("Move %1, %2, to the trash of this folder? It can be put back until the trash is "
               "emptied.")
                .arg(count == 1 ? words.last() : tr("%1 runs").arg(count))
                .arg(QString::fromStdString(bytesText(json.value("bytes", std::int64_t(0))))),
            QMessageBox::Cancel, QApplication::activeWindow());
        QAbstractButton* yes = box.addButton(tr("Archive"), QMessageBox::AcceptRole);
        box.exec();
        if (box.clickedButton() == yes) desktop.launcher().launch(words);
      });
}

void emptyTrash(DesktopContext& desktop) {
  desktop.launcher().run(
      {"archive", "--list", "--json"}, &desktop, [&desktop](const CommandResult& result) {
        const Json json = Json::parse(result.output.toStdString(), nullptr, false);
        const auto bytes = json.is_object() ? json.value("bytes", std::int64_t(0)) : 0;
        if (bytes == 0) {
          desktop.notice(tr("The trash is empty"));
          return;
        }
        QMessageBox box(QMessageBox::NoIcon, tr("Empty trash"),
                        tr("Remove %1 for good?").arg(QString::fromStdString(bytesText(bytes))),
                        QMessageBox::Cancel, QApplication::activeWindow());
        QAbstractButton* yes = box.addButton(tr("Remove"), QMessageBox::DestructiveRole);
        box.exec();
        if (box.clickedButton() == yes) {
          desktop.launcher().launch({"archive", "--empty"});
        }
      });
}

void addKeeping(DesktopContext& desktop) {
  ActionEntry clone = runAction("run.clone", tr("Clone with changes"), Icon::Clone, "Ctrl+D",
                                tr("Opens the run's spec as a new draft"));
  clone.command = [&desktop] {
    const RunRowPtr row = desktop.currentRun();
    return row && isSound(*row) && row->identity
               ? QStringList{"clone", QString::fromStdString(row->name)}
               : QStringList();
  };
  clone.handler = [&desktop] {
    const RunRowPtr row = desktop.currentRun();
    if (row) desktop.showScreen("new", "run:" + QString::fromStdString(row->directory));
  };
  desktop.actions().add(clone);
  ActionEntry archive = runAction("run.archive", tr("Archive"), Icon::Archive, "Del",
                                  tr("Moves runs to the trash of their folder; says their size"));
  archive.command = [&desktop] { return commandFor(desktop, "archive", canArchive); };
  archive.handler = [&desktop] { archiveSelected(desktop); };
  desktop.actions().add(archive);
  ActionEntry empty = runAction("trash.empty", tr("Empty trash"), Icon::Archive, "",
                                tr("Removes archived runs for good; says what it frees"));
  empty.command = [] { return QStringList{"archive", "--empty"}; };
  empty.handler = [&desktop] { emptyTrash(desktop); };
  desktop.actions().add(empty);
}

ActionEntry viewing(ActionEntry entry, DesktopContext& desktop, std::function<void()> handler) {
  entry.handler = std::move(handler);
  entry.enabled = [&desktop] { return !desktop.selection().selected().isEmpty(); };
  return entry;
}

bool hasSpec(const RunRow& row) {
  return isSound(row) && row.spec;
}

/// The selected runs when there are several, else A and B.
std::vector<RunRowPtr> compared(DesktopContext& desktop) {
  std::vector<RunRowPtr> rows = chosen(desktop, hasSpec);
  if (rows.size() > 1) return rows;
  rows.clear();
  for (const QString& mark : {desktop.selection().markA(), desktop.selection().markB()}) {
    const RunRowPtr row = desktop.scanner().find(mark);
    if (row && hasSpec(*row)) rows.push_back(row);
  }
  return rows;
}

void addViewing(DesktopContext& desktop) {
  ActionRegistry& actions = desktop.actions();
  SelectedRuns& selection = desktop.selection();
  actions.add(viewing(runAction("run.copy_command", tr("Copy as command"), Icon::Command,
                                "Ctrl+Shift+C", tr("Copies the command that makes the runs again")),
                      desktop, [&desktop] {
                        QStringList lines;
                        for (const QString& directory : desktop.selection().selected()) {
                          lines << desktop.launcher().text({"run", directory + "/spec.yaml"});
                        }
                        QApplication::clipboard()->setText(lines.join('\n'));
                        desktop.notice(lines.first());
                      }));
  actions.add(viewing(runAction("run.open_folder", tr("Open folder"), Icon::Folder, "Ctrl+Shift+O",
                                tr("Opens the run's directory in the file manager")),
                      desktop, [&selection] {
                        for (const QString& directory : selection.selected().mid(0, 5)) {
                          QDesktopServices::openUrl(QUrl::fromLocalFile(directory));
                        }
                      }));
  actions.add(viewing(runAction("run.open", tr("Show run"), Icon::Chart, "Ctrl+Return",
                                tr("Opens the run's curves, previews and log")),
                      desktop,
                      [&desktop] { desktop.showScreen("run", desktop.selection().current()); }));
  actions.add(viewing(
      runAction("run.mark_a", tr("Mark as A"), Icon::Check, "A", tr("One side of a comparison")),
      desktop, [&selection] { selection.markA(selection.current()); }));
  actions.add(viewing(runAction("run.mark_b", tr("Mark as B"), Icon::Check, "B",
                                tr("The other side of a comparison")),
                      desktop, [&selection] { selection.markB(selection.current()); }));
  ActionEntry difference =
      runAction("run.diff", tr("What differs"), Icon::List, "D",
                tr("Fields and metrics in which the selected runs, or A and B, differ"));
  difference.handler = [&desktop] {
    auto* dialog = new RunDifferenceDialog(compared(desktop), QApplication::activeWindow());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
  };
  difference.enabled = [&desktop] { return compared(desktop).size() > 1; };
  actions.add(difference);
}

}  // namespace

void addRunActions(DesktopContext& desktop) {
  addSteering(desktop);
  addKeeping(desktop);
  addViewing(desktop);
  addNoteAction(desktop);
}

}  // namespace lafs
