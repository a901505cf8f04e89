// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "app/desktop/action_registry.h"
#include "app/desktop/command_launcher.h"
#include "app/desktop/problem_board.h"
#include "app/desktop/run_scanner.h"
#include "app/desktop/selected_runs.h"
#include "app/desktop/step_scrubber.h"
#include "app/desktop/workspace.h"

namespace lafs {

/// What the screens and docks of one window share. Everything lives on the window's thread.
class DesktopContext : public QObject {
  Q_OBJECT

 public:
  DesktopContext(const QString& runsFolder, const QString& program);

  const Workspace& workspace() const { return workspace_; }
  ProblemBoard& problems() { return problems_; }
  RunScanner& scanner() { return scanner_; }
  SelectedRuns& selection() { return selection_; }
  StepScrubber& scrubber() { return scrubber_; }
  CommandLauncher& launcher() { return launcher_; }
  ActionRegistry& actions() { return actions_; }

  /// Row of the current run; null when there is none.
  RunRowPtr currentRun() const;
  /// Shows a screen and, when `target` is not empty, asks it to open that.
  void showScreen(const QString& id, const QString& target = {});
  /// One line in the status bar, for some seconds.
  void notice(const QString& text);

 Q_SIGNALS:
  void screenWanted(const QString& id, const QString& target);
  void noticed(const QString& text);

 private:
  Workspace workspace_;
  ProblemBoard problems_;
  RunScanner scanner_;
  SelectedRuns selection_;
  StepScrubber scrubber_;
  CommandLauncher launcher_;
  ActionRegistry actions_;
};

}  // namespace lafs
