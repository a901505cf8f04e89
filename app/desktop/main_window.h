// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QVector>

#include "app/desktop/desktop_context.h"
#include "app/desktop/screen_registry.h"
#include "widgets/theme/theme.h"

class QLabel;
class QTabWidget;

namespace lafs {

/// The window: screens as tabs, docks, menus made from the actions, the step scrubber. It only
/// reads run directories and starts commands; closing it changes nothing of what runs.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(DesktopContext& desktop);

  void showScreen(const QString& id, const QString& target = {});
  QString currentScreen() const;
  /// Screen by id, made when it was not yet; null for an unknown id.
  Screen* screen(const QString& id);
  void setAppearance(Appearance appearance);

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void buildTabs();
  void buildStatusBar();
  void restoreWindow();
  void tabChanged(int index);
  void runsChanged();

  DesktopContext& desktop_;
  QTabWidget* tabs_;
  QVector<Screen*> made_;  ///< by tab; null until it is first shown
  Screen* active_ = nullptr;
  QLabel* summary_ = nullptr;
};

}  // namespace lafs
