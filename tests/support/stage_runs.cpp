// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/stage_runs.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/run/run_paths.h"

namespace lafs::test {

StageJob StageRuns::job(StageKind stage, const ExperimentSpec& spec,
                        std::map<std::string, std::string> inputs) {
  StageJob job;
  job.stage = stage;
  job.key = QString("%1").arg(++made_, 16, 16, QChar('0')).toStdString();
  job.spec = spec;
  job.inputs = std::move(inputs);
  job.directory = RunsFolder(folder_.path().toStdString()).run(runName(stage, job.key));
  return job;
}

std::string StageRuns::make(StageKind stage, const ExperimentSpec& spec,
                            const std::map<StageKind, std::string>& done) {
  std::map<std::string, std::string> inputs;
  for (const auto& [earlier, directory] : done) {
    if (earlier < stage) inputs[stageName(earlier)] = directory;
  }
  const StageJob made = job(stage, spec, std::move(inputs));
  writeStageDirectory(made, Json::object());
  writeWorkerJob(made.directory);
  return made.directory;
}

std::string StageRuns::path(const std::string& name) const {
  return folder_.filePath(QString::fromStdString(name)).toStdString();
}

std::string writeWorkerJob(const std::string& directory, const Json& runtime) {
  const std::string path = RunPaths(directory).job();
  const Json job = {{"job", "stage"}, {"run", directory}, {"runtime", runtime}};
  writeFileAtomically(path, job.dump());
  return path;
}

std::string lastCheckpoint(const std::string& directory) {
  std::string last;
  for (const auto& entry : std::filesystem::directory_iterator(RunPaths(directory).checkpoints())) {
    last = std::max(last, entry.path().string());
  }
  return last;
}

}  // namespace lafs::test
