// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/window_layouts.h"

#include <QInputDialog>
#include <QSettings>

#include "app/desktop/main_window.h"

namespace lafs {

namespace {

QString keyOf(const QString& name) {
  return "layouts/" + QString::fromLatin1(name.toUtf8().toHex());
}

void apply(MainWindow& window, const QString& name) {
  const QSettings settings;
  window.restoreState(settings.value(keyOf(name) + "/docks").toByteArray());
  const QString screen = settings.value(keyOf(name) + "/screen").toString();
  if (!screen.isEmpty()) window.showScreen(screen);
}

void addLayout(MainWindow& window, DesktopContext& desktop, const QString& name) {
  const QString id = "layout." + name;
  if (desktop.actions().action(id)) return;
  ActionEntry entry =
      actionEntry(id, MainWindow::tr("Layout: %1").arg(name), MainWindow::tr("View"), Icon::Grid,
                  {}, MainWindow::tr("Puts docks and screen where they were when it was saved"));
  entry.handler = [&window, name] { apply(window, name); };
  desktop.actions().add(entry);
}

void save(MainWindow& window, DesktopContext& desktop) {
  bool ok = false;
  const QString name =
      QInputDialog::getText(&window, MainWindow::tr("Save layout"),
                            MainWindow::tr("Name of the layout"), QLineEdit::Normal, {}, &ok)
          .trimmed();
  if (!ok || name.isEmpty()) return;
  QSettings settings;
  settings.setValue(keyOf(name) + "/name", name);
  settings.setValue(keyOf(name) + "/docks", window.saveState());
  settings.setValue(keyOf(name) + "/screen", window.currentScreen());
  addLayout(window, desktop, name);
  desktop.notice(MainWindow::tr("Saved the layout “%1”").arg(name));
}

}  // namespace

void addLayoutActions(MainWindow& window, DesktopContext& desktop) {
  ActionEntry entry =
      actionEntry("window.save_layout", MainWindow::tr("Save layout …"), MainWindow::tr("View"), {},
                  {}, MainWindow::tr("Keeps where docks and screen are, under a name"));
  entry.handler = [&window, &desktop] { save(window, desktop); };
  desktop.actions().add(entry);
  QSettings settings;
  settings.beginGroup("layouts");
  for (const QString& group : settings.childGroups()) {
    const QString name = settings.value(group + "/name").toString();
    if (!name.isEmpty()) addLayout(window, desktop, name);
  }
}

}  // namespace lafs
