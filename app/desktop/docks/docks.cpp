// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/docks/docks.h"

#include <QDockWidget>

#include "app/desktop/main_window.h"

namespace lafs {

namespace {

constexpr int kDocksHeight = 150;

}  // namespace

void addDocks(MainWindow& window, DesktopContext& desktop) {
  QList<QDockWidget*> docks = {makeQueueDock(desktop, window), makeLogDock(desktop, window),
                               makeProblemsDock(desktop, window)};
  for (QDockWidget* dock : docks) {
    dock->setAllowedAreas(Qt::AllDockWidgetAreas);
    window.addDockWidget(Qt::BottomDockWidgetArea, dock);
    if (dock != docks.first()) window.tabifyDockWidget(docks.first(), dock);
    ActionEntry entry =
        actionEntry("dock." + dock->objectName(), dock->windowTitle(), MainWindow::tr("View"), {},
                    {}, MainWindow::tr("Shows this dock and brings it to the front"));
    entry.handler = [dock] {
      const bool inFront = dock->isVisible() && !dock->visibleRegion().isEmpty();
      dock->setVisible(!inFront);
      dock->raise();
    };
    desktop.actions().add(entry);
  }
  docks.first()->raise();
  window.resizeDocks({docks.first()}, {kDocksHeight}, Qt::Vertical);
}

}  // namespace lafs
