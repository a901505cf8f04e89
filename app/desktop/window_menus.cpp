// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/window_menus.h"

#include <QMenu>
#include <QMenuBar>

#include "app/desktop/main_window.h"

namespace lafs {

namespace {

QMenu* menuFor(MainWindow& window, const QString& category) {
  const QString name = "menu." + category;
  if (auto* menu = window.menuBar()->findChild<QMenu*>(name)) return menu;
  QMenu* menu = window.menuBar()->addMenu(category);
  menu->setObjectName(name);
  menu->setToolTipsVisible(true);
  return menu;
}

void place(MainWindow& window, DesktopContext& desktop, const QString& id) {
  const ActionEntry* entry = desktop.actions().entry(id);
  QAction* action = desktop.actions().action(id);
  QMenu* menu = menuFor(window, entry->category);
  menu->addAction(action);
  menu->menuAction()->setVisible(true);
  window.addAction(action);  // so that its keys work wherever the focus is
}

}  // namespace

void buildMenus(MainWindow& window, DesktopContext& desktop) {
  // The order of the bar; categories of later actions follow behind these.
  for (const QString& category :
       {MainWindow::tr("File"), MainWindow::tr("Run"), MainWindow::tr("Ablation"),
        MainWindow::tr("Plot"), MainWindow::tr("Step"), MainWindow::tr("View"),
        MainWindow::tr("Appearance"), MainWindow::tr("Help")}) {
    menuFor(window, category);
  }
  for (const ActionEntry& entry : desktop.actions().entries()) place(window, desktop, entry.id);
  QObject::connect(&desktop.actions(), &ActionRegistry::added, &window,
                   [&window, &desktop](const QString& id) { place(window, desktop, id); });
  for (QAction* action : window.menuBar()->actions()) {
    action->setVisible(!action->menu()->isEmpty());
    QObject::connect(action->menu(), &QMenu::aboutToShow, &window,
                     [&desktop] { desktop.actions().refresh(); });
  }
}

}  // namespace lafs
