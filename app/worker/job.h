// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"

namespace lafs {

/// One kind of work that a job file can ask for ({"job": NAME, …}). A new kind is a new file that
/// defines a `Job xyzJob();`, and one line in job_registry.cpp.
struct Job {
  std::string name;
  std::string summary;  ///< one line
  /// Does it and returns the exit code. `file` is the job file, for messages. UserError becomes 2,
  /// Stopped 75 and any other exception 1, unless the job handles them itself.
  int (*run)(const Json& job, const std::string& file) = nullptr;
};

/// All jobs, in the order in which help lists them.
const std::vector<Job>& jobs();

/// A text field of a job file; UserError when it is missing or no text.
std::string textOf(const Json& job, const std::string& field, const std::string& file);

}  // namespace lafs
