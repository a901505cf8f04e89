// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include "app/desktop/screen.h"
#include "widgets/panels/help_dialog.h"
#include "widgets/theme/icons.h"

namespace lafs {

struct ScreenEntry {
  QString id;     ///< "runs"
  QString title;  ///< on the tab
  Icon icon = Icon::Table;
  QString purpose;  ///< one line, for the palette and the tab's tip
  Screen* (*create)(DesktopContext& desktop, QWidget* parent) = nullptr;
  QString help;           ///< some sentences for F1: what is to be seen, where it comes from
  QVector<KeyHelp> keys;  ///< that only this screen knows
};

/// Keys that every chart knows, for the help of screens that have some.
QVector<KeyHelp> chartKeys();

/// All screens, in the order of the tabs (Ctrl+1 … Ctrl+9).
const QVector<ScreenEntry>& screens();

}  // namespace lafs
