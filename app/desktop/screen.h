// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QWidget>

namespace lafs {

class DesktopContext;

/// One tab of the window. A screen gets everything it works with from the context, listens to its
/// signals (runs, selection, step), and reads files only through `runInBackground`. It is made when
/// its tab is first shown. A new screen is one file screens/<name>_screen.cpp that defines
/// `ScreenEntry <name>Screen();`, and one line in screen_registry.cpp.
class Screen : public QWidget {
  Q_OBJECT

 public:
  Screen(DesktopContext& desktop, QWidget* parent) : QWidget(parent), desktop_(desktop) {}

  /// What another screen asks this one to show: a run's directory, an image, …; empty = as it is.
  virtual void open(const QString& target) { Q_UNUSED(target); }
  /// Becomes, or stops being, the visible tab; do no work while hidden.
  virtual void activated() {}
  virtual void deactivated() {}
  /// Splitters, columns, chosen options; kept in the settings and in named layouts.
  virtual QByteArray saveLayout() const { return {}; }
  virtual void restoreLayout(const QByteArray& layout) { Q_UNUSED(layout); }

 protected:
  DesktopContext& desktop_;
};

}  // namespace lafs
