// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "app/workbench/arguments.h"

namespace lafs {

/// Exit codes of the program and of workers.
constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;    ///< a run failed
constexpr int kExitUsage = 2;     ///< wrong usage or spec; what a UserError becomes
constexpr int kExitStopped = 75;  ///< stopped with its checkpoint kept; run again to go on

/// What a verb works with. With `--json` exactly one JSON document goes to `out` and nothing else;
/// progress and logs go to `err`.
struct VerbContext {
  const Arguments& arguments;
  std::ostream& out;
  std::ostream& err;
  std::string program;  ///< absolute path of lafs-workbench itself; the worker is found beside it
};

/// One verb of `lafs-workbench --batch`. A new verb is a new file that defines a
/// `Verb xyzVerb();`, and one line in verb_registry.cpp.
struct Verb {
  std::string name;
  std::string usage;    ///< after the name, e.g. "EXPERIMENT [--set k=v]..."
  std::string summary;  ///< one line
  std::vector<Option> options;
  /// Returns the exit code. A UserError that leaves it is printed and becomes 2.
  int (*run)(VerbContext& context) = nullptr;
};

/// All verbs, in the order in which help lists them.
const std::vector<Verb>& verbs();

}  // namespace lafs
