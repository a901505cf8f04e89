// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;
class MainWindow;

/// The command palette (actions, screens, runs) and the keyboard dialog, as actions.
void addPaletteActions(MainWindow& window, DesktopContext& desktop);

}  // namespace lafs
