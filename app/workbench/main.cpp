// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "app/workbench/command_line.h"
#ifdef LAFS_HAS_DESKTOP
#include "app/desktop/run_desktop.h"
#endif

int main(int argc, char** argv) {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  lafs::DesktopMain desktop;
#ifdef LAFS_HAS_DESKTOP
  desktop = [&] { return lafs::runDesktop(argc, argv, program.string()); };
#endif
  return lafs::runCommandLine(words, program.string(), desktop, std::cout, std::cerr);
}
