// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/window_actions.h"

#include "app/desktop/main_window.h"

namespace lafs {

namespace {

ActionEntry viewAction(const QString& id, const QString& text, const QString& category,
                       const QKeySequence& keys, std::function<void()> handler) {
  ActionEntry entry = actionEntry(id, text, category, {}, keys, {});
  entry.handler = std::move(handler);
  return entry;
}

void addScreens(DesktopContext& desktop) {
  int number = 0;
  for (const ScreenEntry& screen : screens()) {
    ++number;
    const QKeySequence keys =
        number <= 9 ? QKeySequence(QString("Ctrl+%1").arg(number)) : QKeySequence();
    ActionEntry entry = viewAction("screen." + screen.id, screen.title, MainWindow::tr("View"),
                                   keys, [&desktop, id = screen.id] { desktop.showScreen(id); });
    entry.icon = screen.icon;
    entry.hint = screen.purpose;
    desktop.actions().add(entry);
  }
}

void addScrubbing(DesktopContext& desktop) {
  struct Move {
    const char* id;
    QString text;
    const char* keys;
    int count;
  };
  const Move moves[] = {{"step.back", MainWindow::tr("Previous step"), "[", -1},
                        {"step.forward", MainWindow::tr("Next step"), "]", 1},
                        {"step.back10", MainWindow::tr("Ten steps back"), "{", -10},
                        {"step.forward10", MainWindow::tr("Ten steps on"), "}", 10}};
  for (const Move& move : moves) {
    desktop.actions().add(
        viewAction(move.id, move.text, MainWindow::tr("Step"), QKeySequence(QString(move.keys)),
                   [&desktop, count = move.count] { desktop.scrubber().move(count); }));
  }
  desktop.actions().add(viewAction("step.follow", MainWindow::tr("Follow the newest step"),
                                   MainWindow::tr("Step"), {},
                                   [&desktop] { desktop.scrubber().follow(); }));
}

void addAppearance(MainWindow& window, DesktopContext& desktop) {
  const std::pair<Appearance, QString> looks[] = {
      {Appearance::Light, MainWindow::tr("Light")},
      {Appearance::Dark, MainWindow::tr("Dark")},
      {Appearance::System, MainWindow::tr("As the system")}};
  for (const auto& [look, text] : looks) {
    desktop.actions().add(viewAction("appearance." + appearanceName(look), text,
                                     MainWindow::tr("Appearance"), {},
                                     [&window, look = look] { window.setAppearance(look); }));
  }
}

}  // namespace

void addWindowActions(MainWindow& window, DesktopContext& desktop) {
  addScreens(desktop);
  addScrubbing(desktop);
  addAppearance(window, desktop);
  desktop.actions().add(viewAction("window.quit", MainWindow::tr("Quit"), MainWindow::tr("File"),
                                   QKeySequence::Quit, [&window] { window.close(); }));
}

}  // namespace lafs
