// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "widgets/theme/theme.h"

namespace lafs {

/// The program's style sheet in the colours of `theme`. Widgets opt into a look by the dynamic
/// property "look": card, badCard, hint, primary, quiet, muted, heading, title, well.
QString styleSheet(const Theme& theme);

}  // namespace lafs
