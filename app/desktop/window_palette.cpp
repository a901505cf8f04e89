// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/window_palette.h"

#include "app/desktop/main_window.h"
#include "widgets/panels/command_palette.h"
#include "widgets/panels/shortcuts_dialog.h"

namespace lafs {

namespace {

constexpr const char* kRunPrefix = "run directory:";

QVector<PaletteEntry> paletteEntries(DesktopContext& desktop) {
  QVector<PaletteEntry> entries;
  desktop.actions().refresh();
  for (const ActionEntry& action : desktop.actions().entries()) {
    PaletteEntry entry;
    entry.id = action.id;
    entry.text = action.text;
    entry.category = action.category;
    const QAction* shown = desktop.actions().action(action.id);
    entry.hint = shown->shortcut().toString(QKeySequence::NativeText);
    entry.icon = shown->icon();
    entry.enabled = shown->isEnabled();
    entries.append(entry);
  }
  for (const RunRowPtr& row : desktop.scanner().runs()->rows) {
    PaletteEntry entry;
    entry.id = kRunPrefix + QString::fromStdString(row->directory);
    entry.text = QString::fromStdString(row->name);
    entry.category = QString::fromStdString(row->experiment);
    entry.icon = icon(Icon::Chart);
    entries.append(entry);
  }
  return entries;
}

void openPalette(MainWindow& window, DesktopContext& desktop) {
  auto* palette = new CommandPalette(paletteEntries(desktop), &window);
  QObject::connect(palette, &CommandPalette::chosen, &window, [&desktop](const QString& id) {
    if (id.startsWith(kRunPrefix)) {
      const QString directory = id.mid(static_cast<int>(qstrlen(kRunPrefix)));
      desktop.selection().select({directory}, directory);
      desktop.showScreen("runs", directory);
    } else if (QAction* action = desktop.actions().action(id)) {
      action->trigger();
    }
  });
  palette->show();
}

void openShortcuts(MainWindow& window, DesktopContext& desktop) {
  ActionRegistry& actions = desktop.actions();
  QVector<ShortcutRow> rows;
  for (const ActionEntry& entry : actions.entries()) {
    rows.append({entry.id, entry.text, entry.category, actions.action(entry.id)->shortcut()});
  }
  ShortcutsDialog dialog(
      rows,
      [&actions](const QString& id, const QKeySequence& keys) {
        const QString taken = actions.setShortcut(id, keys);
        return taken.isEmpty() ? QString() : actions.entry(taken)->text;
      },
      &window);
  QObject::connect(&dialog, &ShortcutsDialog::resetWanted, &actions,
                   &ActionRegistry::resetShortcuts);
  dialog.exec();
}

}  // namespace

void addPaletteActions(MainWindow& window, DesktopContext& desktop) {
  ActionEntry palette =
      actionEntry("window.palette", MainWindow::tr("Command palette"), MainWindow::tr("Help"),
                  Icon::Search, QKeySequence("Ctrl+K"),
                  MainWindow::tr("Finds every action, screen and run by a few letters"));
  palette.handler = [&window, &desktop] { openPalette(window, desktop); };
  desktop.actions().add(palette);
  ActionEntry keys = actionEntry("window.shortcuts", MainWindow::tr("Keyboard"),
                                 MainWindow::tr("Help"), Icon::Command, QKeySequence("Ctrl+/"),
                                 MainWindow::tr("All shortcuts, to read and to change"));
  keys.handler = [&window, &desktop] { openShortcuts(window, desktop); };
  desktop.actions().add(keys);
}

}  // namespace lafs
