// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;
class MainWindow;

/// The action "Help" (F1): what the screen is that is in front and which keys work there; on a
/// field of the spec, what the field means and what the paper says.
void addHelpAction(MainWindow& window, DesktopContext& desktop);

}  // namespace lafs
