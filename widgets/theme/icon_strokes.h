// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>

#include "widgets/theme/icons.h"

namespace lafs {

/// What an icon is made of, in a square of 16 × 16: lines of width 1.5, and areas.
struct IconStrokes {
  QPainterPath lines;
  QPainterPath areas;
};

IconStrokes iconStrokes(Icon icon);

}  // namespace lafs
