// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;
class MainWindow;

/// Menus from the actions, by category; actions that are added later join their menu.
void buildMenus(MainWindow& window, DesktopContext& desktop);

}  // namespace lafs
