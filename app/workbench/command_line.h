// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace lafs {

/// Opens the window and returns its exit code; empty in a build without one.
using DesktopMain = std::function<int()>;

/// Answers `--help` and `--version`, runs the verb that `words` (the arguments without the
/// program's name) ask for, or the window when they name none, and turns what goes wrong into text
/// on `err` and an exit code. With
/// `--json` a UserError is also one JSON document {"problems": [...]} on `out`.
int runCommandLine(const std::vector<std::string>& words, const std::string& program,
                   const DesktopMain& desktop, std::ostream& out, std::ostream& err);

}  // namespace lafs
