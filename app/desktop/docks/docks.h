// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QDockWidget;

namespace lafs {

class DesktopContext;
class MainWindow;

/// The docks at the bottom. Each returns its dock, not yet placed.
QDockWidget* makeQueueDock(DesktopContext& desktop, MainWindow& window);
QDockWidget* makeLogDock(DesktopContext& desktop, MainWindow& window);
QDockWidget* makeProblemsDock(DesktopContext& desktop, MainWindow& window);

/// Makes and places all of them.
void addDocks(MainWindow& window, DesktopContext& desktop);

}  // namespace lafs
