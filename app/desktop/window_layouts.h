// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;
class MainWindow;

/// Named layouts: where docks and splitters are, which screen is in front. Saved in the settings;
/// each is an action of the View menu.
void addLayoutActions(MainWindow& window, DesktopContext& desktop);

}  // namespace lafs
