// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QWidget>

namespace lafs::test {

/// Widgets on the screen that answer a description; every part that it has must hold:
///   "name"        object name
///   "accessible"  accessible name
///   "text"        what is written on it
///   "class"       its class or one that it inherits, "QSlider"
///   "in"          object name of a widget that it is inside of
/// In the order in which Qt made them.
QList<QWidget*> widgetsOf(const QJsonObject& description);

/// The one in front: a dialog that is open, else the main window; null before there is any.
QWidget* frontWindow();

}  // namespace lafs::test
