// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <map>
#include <string>

#include "core/run/stage_job.h"

namespace lafs::test {

/// A runs folder that goes with the test, and fresh run directories in it.
class StageRuns {
 public:
  /// A job with a key of its own, for a run directory that is not there yet. `inputs` as in
  /// StageJob.
  StageJob job(StageKind stage, const ExperimentSpec& spec,
               std::map<std::string, std::string> inputs = {});

  /// Makes the run directory of such a job and in it the file that a worker is started with; the
  /// inputs are those of `done` that come before the stage. Returns the directory.
  std::string make(StageKind stage, const ExperimentSpec& spec,
                   const std::map<StageKind, std::string>& done);

  /// A path in the folder.
  std::string path(const std::string& name) const;

 private:
  QTemporaryDir folder_;
  int made_ = 0;
};

/// Writes the file that a worker is started with into a run directory and returns its path.
std::string writeWorkerJob(const std::string& directory, const Json& runtime = Json::object());

/// The last checkpoint of a run; empty when it has none.
std::string lastCheckpoint(const std::string& directory);

}  // namespace lafs::test
