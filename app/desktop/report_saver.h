// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace lafs {

class DesktopContext;

/// Asks for a file, then writes the tables of `experiment` there with `--batch report`; the file's
/// ending tells the format.
void saveReport(DesktopContext& desktop, QWidget* parent, const QString& experiment);

/// Writes the report to `target` and says so when it is there. What goes wrong becomes a card.
void writeReport(DesktopContext& desktop, const QString& experiment, const QString& target);

}  // namespace lafs
