// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;
class MainWindow;

/// Actions of the window as a whole: tabs, step scrubber, appearance, quit.
void addWindowActions(MainWindow& window, DesktopContext& desktop);

}  // namespace lafs
