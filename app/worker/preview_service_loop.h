// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

/// `lafs-worker --preview`: answers requests on standard input, a line each, on standard output
/// until the input ends or a signal asks to stop. Returns the exit code.
int runPreviewService();

}  // namespace lafs
