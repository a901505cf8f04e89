// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs::bench {

/// What a bench's main() does: `--help` prints the help; else `run`, with errors told as the
/// programs of the project tell them: 2 for what the caller can mend, 1 for a bug.
int benchMain(int count, char** arguments, void (*help)(), int (*run)(int, char**));

}  // namespace lafs::bench
