// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_stage.h"

#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/matrix/worker_job.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// A task that Slurm starts again on another host finds the claim of a worker whose silence is not
/// long enough yet.
constexpr double kPatienceSeconds = format::kTakeOverSeconds + 60;

}  // namespace

SlurmPlaces slurmPlaces(const ExecutorOptions& options) {
  const auto absolute = [](const std::string& path) {
    if (path.empty()) return path;  // no worker is needed when everything is done
    const std::string text = fs::absolute(path).lexically_normal().string();
    return text.size() > 1 && text.back() == '/' ? text.substr(0, text.size() - 1) : text;
  };
  SlurmPlaces places{absolute(options.runsFolder), absolute(options.workerBinary)};
  if (places.runsFolder.find_first_of("\n\"\\") != std::string::npos) {
    throw UserError(places.runsFolder, "has a character that sbatch does not take in file names",
                    "choose another --runs folder");
  }
  return places;
}

void prepareSlurmStage(const StageNode& stage, const ExecutorOptions& options) {
  const RunPaths paths(RunsFolder(options.runsFolder).run(stage.name));
  writeStageDirectory(stage.job(options.runsFolder), stage.content);
  const std::string device = options.devices.empty() ? std::string() : options.devices.front();
  Json job = stageJobFile(stage.spec, paths.directory(), device, 1);
  job["patience_seconds"] = kPatienceSeconds;
  writeFileAtomically(paths.job(), job.dump(2) + '\n');
}

}  // namespace lafs
