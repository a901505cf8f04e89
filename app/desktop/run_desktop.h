// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// Opens the window and returns when it is closed. `program` is the absolute path of
/// lafs-workbench. Takes Qt's own options and `--runs DIR` (default: the folder of last time, else
/// ./runs).
int runDesktop(int argc, char** argv, const std::string& program);

}  // namespace lafs
