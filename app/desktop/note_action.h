// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

class DesktopContext;

/// The action "Note and tags" (N) for the selected runs.
void addNoteAction(DesktopContext& desktop);

}  // namespace lafs
