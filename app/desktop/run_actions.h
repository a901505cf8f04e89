// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;

/// Everything that can be done to the selected runs; each is a `--batch` command.
void addRunActions(DesktopContext& desktop);

}  // namespace lafs
