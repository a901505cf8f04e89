// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPainter>

namespace lafs {

/// The program's icons, drawn in code as strokes on a 16 × 16 grid.
enum class Icon {
  Add,
  Archive,
  Caution,
  Chart,
  Check,
  Clock,
  Clone,
  Close,
  Command,
  Compare,
  Cross,
  Data,
  Export,
  Face,
  Filter,
  Folder,
  Grid,
  Help,
  Info,
  Link,
  List,
  Log,
  Moon,
  Pause,
  Play,
  Queue,
  Question,
  Refresh,
  Roc,
  Search,
  Settings,
  Skull,
  Stop,
  Table,
  Zoom,
};

/// Crisp at every scale and always in the colours of the theme that is current when it is painted.
/// Without `colour`, the theme's text colour (faint when disabled, accent when checked).
QIcon icon(Icon icon, const QColor& colour = {});

/// Paints it into `rect` in `colour`; for delegates and custom widgets.
void paintIcon(QPainter& painter, Icon icon, const QRectF& rect, const QColor& colour);

}  // namespace lafs
