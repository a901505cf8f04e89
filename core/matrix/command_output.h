// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace lafs {

/// What a program printed and how it ended.
struct CommandOutput {
  int exitCode = 0;      ///< 128 + signal when one ended it
  bool started = false;  ///< false: there is no such program
  bool timedOut = false;
  std::string out;
  std::string error;
};

/// Runs `words` (the program is looked up in PATH) to its end, with nothing on its standard input,
/// and ends it after `timeoutSeconds`. It is in a process group of its own, so that a key pressed
/// in the terminal does not interrupt it halfway.
CommandOutput commandOutput(const std::vector<std::string>& words, double timeoutSeconds);

}  // namespace lafs
