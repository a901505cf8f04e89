// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/note_action.h"

#include <QApplication>
#include <QCoreApplication>

#include "app/desktop/desktop_context.h"
#include "widgets/runs/note_dialog.h"

namespace lafs {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("NoteAction", text);
}

std::vector<RunRowPtr> noted(DesktopContext& desktop) {
  std::vector<RunRowPtr> rows;
  for (const QString& directory : desktop.selection().selected()) {
    const RunRowPtr row = desktop.scanner().find(directory);
    if (row && row->identity) rows.push_back(row);
  }
  return rows;
}

QStringList namesOf(const std::vector<RunRowPtr>& rows) {
  QStringList names;
  for (const RunRowPtr& row : rows) names << QString::fromStdString(row->name);
  return names;
}

/// The command that brings the runs from the tags they have to those that were typed. Of several
/// runs only the shared tags were shown, so only those are taken away.
QStringList noteCommand(const QStringList& names, const QString& text, const QStringList& before,
                        const QStringList& after) {
  QStringList words = QStringList{"note"} + names + QStringList{"--text", text};
  for (const QString& tag : after) {
    if (!before.contains(tag)) words << "--tag" << tag;
  }
  for (const QString& tag : before) {
    if (!after.contains(tag)) words << "--untag" << tag;
  }
  return words;
}

void edit(DesktopContext& desktop) {
  const std::vector<RunRowPtr> rows = noted(desktop);
  if (rows.empty()) return;
  QString text = QString::fromStdString(rows.front()->note);
  QStringList tags = QString::fromStdString(rows.front()->tags).split(' ', Qt::SkipEmptyParts);
  for (const RunRowPtr& row : rows) {
    if (QString::fromStdString(row->note) != text) text.clear();
    const QStringList own = QString::fromStdString(row->tags).split(' ', Qt::SkipEmptyParts);
    tags.removeIf([&](const QString& tag) { return !own.contains(tag); });
  }
  const QStringList names = namesOf(rows);
  auto* dialog = new NoteDialog(names.size() == 1 ? names.first() : tr("%1 runs").arg(names.size()),
                                text, tags, QApplication::activeWindow());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QDialog::accepted, &desktop, [&desktop, dialog, names, tags] {
    desktop.launcher().launch(noteCommand(names, dialog->text(), tags, dialog->tags()));
  });
  dialog->open();
}

}  // namespace

void addNoteAction(DesktopContext& desktop) {
  ActionEntry entry = actionEntry(
      "run.note", tr("Note and tags"), tr("Run"), Icon::Info, QKeySequence("N"),
      tr("Writes down what is worth knowing about the selected runs; filters find tags"));
  entry.command = [&desktop] {
    const QStringList names = namesOf(noted(desktop));
    return names.isEmpty() ? QStringList() : QStringList{"note"} + names;
  };
  entry.handler = [&desktop] { edit(desktop); };
  desktop.actions().add(entry);
}

}  // namespace lafs
