// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/run/liveness.h"
#include "core/run/run_paths.h"
#include "core/run/run_writer.h"
#include "core/run/time_left.h"

namespace lafs {

/// Those values of a run's spec that differ from the defaults, by field path; a path that is not
/// here has its default. Shared between the states of one run: a spec never changes.
using SpecValues = std::map<std::string, std::string>;

/// One run directory as tables and plots want it: plain values, taken at one moment.
struct RunRow {
  std::string directory;            ///< absolute
  std::string name;                 ///< last part of the directory
  std::optional<RunName> identity;  ///< nothing for a foreign directory
  /// Why the directory cannot be taken for a run of ours (foreign, half-written, damaged, newer);
  /// empty when all is well. Such a row is red, and its other values are what could be read.
  std::string problem;
  std::string experiment;                     ///< `name` of the spec
  std::string subject;                        ///< evaluate: the stage that is measured
  std::map<std::string, std::string> inputs;  ///< stage -> name of the run that it reads

  RunState state = RunState::Queued;
  bool paused = false;
  RunProgress progress;
  std::optional<TimeRange> left;  ///< seconds still to go; nothing when it is not known
  double seconds = 0;             ///< worked on it, over all attempts
  double started = 0;             ///< Unix time at which its newest worker began; 0 = never
  double updated = 0;             ///< Unix time of the newest sign of life; 0 = none
  double silenceSeconds = 0;      ///< since then, as of the scan
  std::string host;
  std::int64_t pid = 0;
  std::string error;  ///< state failed: what went wrong
  std::string note;   ///< what somebody wrote about it
  std::string tags;   ///< with a blank between two

  std::shared_ptr<const SpecValues> spec;  ///< never null
  /// Newest value of each training metric ("loss"), and what results/metrics.json holds, flattened
  /// ("frontal.accuracy", "frontal.tar@1e-3").
  std::map<std::string, double> metrics;
  std::vector<float> spark;  ///< thinned history of the loss, oldest first; may be empty

  /// Value of a field, by path or short name, as text; the default where the spec says nothing.
  std::string specText(const std::string& pathOrAlias) const;
};

using RunRowPtr = std::shared_ptr<const RunRow>;

}  // namespace lafs
