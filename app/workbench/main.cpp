// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "app/workbench/command_line.h"

int main(int argc, char** argv) {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return lafs::runCommandLine(words, program.string(), std::cout, std::cerr);
}
