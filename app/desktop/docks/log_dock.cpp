// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDockWidget>

#include "app/desktop/docks/docks.h"
#include "app/desktop/log_tail.h"
#include "app/desktop/main_window.h"
#include "core/run/run_paths.h"
#include "widgets/panels/log_panel.h"

namespace lafs {

QDockWidget* makeLogDock(DesktopContext& desktop, MainWindow& window) {
  auto* dock = new QDockWidget(MainWindow::tr("Log"), &window);
  dock->setObjectName("log");
  auto* panel = new LogPanel(dock);
  auto* tail = new LogTail(panel);
  dock->setWidget(panel);
  QObject::connect(tail, &LogTail::lines, panel, &LogPanel::append);
  const auto follow = [&desktop, dock, panel, tail, last = QString()]() mutable {
    const QString directory = dock->isVisible() ? desktop.selection().current() : last;
    if (directory == last) return;
    last = directory;
    panel->clear(directory.section('/', -1));
    tail->follow(directory.isEmpty()
                     ? QString()
                     : QString::fromStdString(RunPaths(directory.toStdString()).log()));
  };
  QObject::connect(&desktop.selection(), &SelectedRuns::selectionChanged, panel, follow);
  return dock;
}

}  // namespace lafs
