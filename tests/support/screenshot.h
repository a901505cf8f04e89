// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDir>
#include <QWidget>

#include "widgets/theme/theme.h"

namespace lafs::test {

/// Leaves pictures of a widget, light and dark, as `name`-<light|dark>-<width>.png in the folder
/// that LAFS_SCREENSHOTS names, for people to look at; does nothing without it.
inline void screenshots(QWidget& widget, const QString& name, const QList<QSize>& sizes) {
  const QString folder = qEnvironmentVariable("LAFS_SCREENSHOTS");
  if (folder.isEmpty()) return;
  QDir().mkpath(folder);
  for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
    Theme::apply(*qApp, appearance);
    for (const QSize& size : sizes) {
      widget.resize(size);
      widget.show();
      // Charts rest a tenth of a second between two paints.
      const QDeadlineTimer settled(400);
      while (!settled.hasExpired()) QApplication::processEvents(QEventLoop::AllEvents, 50);
      widget.grab().save(QString("%1/%2-%3-%4.png")
                             .arg(folder, name, appearanceName(appearance))
                             .arg(size.width()));
    }
  }
  Theme::apply(*qApp, Appearance::Light);
}

}  // namespace lafs::test
