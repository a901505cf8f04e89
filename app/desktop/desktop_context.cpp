// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktop_context.h"

namespace lafs {

DesktopContext::DesktopContext(const QString& runsFolder, const QString& program)
    : workspace_(runsFolder, program),
      scanner_(workspace_.runsFolder(), workspace_.cacheFolder() + "/runs.index"),
      launcher_(workspace_, problems_) {
  connect(&actions_, &ActionRegistry::commandWanted, &launcher_, &CommandLauncher::launch);
  connect(&launcher_, &CommandLauncher::launched, &scanner_, &RunScanner::poke);
  connect(&launcher_, &CommandLauncher::finished, &scanner_, &RunScanner::poke);
  connect(&scanner_, &RunScanner::changed, &actions_, &ActionRegistry::refresh);
  connect(&selection_, &SelectedRuns::selectionChanged, &actions_, &ActionRegistry::refresh);
}

RunRowPtr DesktopContext::currentRun() const {
  return scanner_.find(selection_.current());
}

void DesktopContext::showScreen(const QString& id, const QString& target) {
  Q_EMIT screenWanted(id, target);
}

void DesktopContext::notice(const QString& text) {
  Q_EMIT noticed(text);
}

}  // namespace lafs
