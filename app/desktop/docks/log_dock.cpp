// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDockWidget>
#include <memory>

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
  QObject::connect(tail, &LogTail::begun, panel, &LogPanel::clearLines);
  // A hidden log reads nothing; it catches up when it is shown.
  const auto last = std::make_shared<QString>();
  const auto follow = [&desktop, dock, panel, tail, last] {
    const QString directory = desktop.selection().current();
    if (!dock->isVisible() || directory == *last) return;
    *last = directory;
    panel->clear(directory.section('/', -1));
    tail->follow(directory.isEmpty()
                     ? QString()
                     : QString::fromStdString(RunPaths(directory.toStdString()).log()));
  };
  QObject::connect(&desktop.selection(), &SelectedRuns::selectionChanged, panel, follow);
  QObject::connect(dock, &QDockWidget::visibilityChanged, panel, follow);
  return dock;
}

}  // namespace lafs
