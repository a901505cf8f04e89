// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;
class EmptyState;

/// The buttons of a screen without runs: the demonstration, a new run.
void addFirstRunActions(EmptyState& empty, DesktopContext& desktop);

/// Says what the empty folder is and what to do: start the demonstration, or that it is starting.
void showFirstRun(EmptyState& empty, DesktopContext& desktop);

/// The action "Run the demonstration": experiments/demo.yaml, two minutes on synthetic faces.
void addDemoAction(DesktopContext& desktop);

}  // namespace lafs
