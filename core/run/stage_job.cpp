// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/stage_job.h"

#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/spec_json.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

Json readStageFile(const RunPaths& paths) {
  const std::string text = readWholeFile(paths.stage());
  Json json = Json::parse(text, nullptr, false);
  const bool whole =
      json.is_object() && json.contains("format") && json["format"].is_number_integer();
  if (!whole) {
    throw UserError(paths.stage(), "is damaged", "delete this run directory and run again");
  }
  if (json["format"].get<int>() > format::kRunFormatVersion) {
    throw UserError(paths.stage(),
                    "was written by a newer program (format " + json["format"].dump() + ")",
                    "use that program, or another runs folder");
  }
  return json;
}

}  // namespace

StageJob readStageJob(const std::string& directory) {
  const RunPaths paths(fs::absolute(directory).lexically_normal().string());
  const Json json = readStageFile(paths);
  StageJob job;
  job.directory = paths.directory();
  try {
    job.stage = stageFromName(json.at("stage").get<std::string>());
    job.key = json.at("key").get<std::string>();
    job.subject = json.at("subject").get<std::string>();
    const RunsFolder runs(fs::path(paths.directory()).parent_path().string());
    for (const auto& [stage, name] : json.at("inputs").items()) {
      const std::string run = name.get<std::string>();
      if (!parseRunName(run)) throw UserError(paths.stage(), "names no run: " + run);
      job.inputs[stage] = runs.run(run);
    }
  } catch (const Json::exception& error) {
    throw UserError(paths.stage(), std::string("is damaged: ") + error.what(),
                    "delete this run directory and run again");
  }
  job.spec = specFromYaml(readWholeFile(paths.spec()), paths.spec());
  return job;
}

void writeStageDirectory(const StageJob& job, const Json& content) {
  const RunPaths paths(job.directory);
  std::error_code error;
  fs::create_directories(paths.directory(), error);
  if (error) {
    throw UserError(paths.directory(), "cannot be made: " + error.message(),
                    "choose another --runs folder");
  }
  if (fs::exists(paths.stage()) && fs::exists(paths.spec())) return;
  Json inputs = Json::object();
  for (const auto& [stage, directory] : job.inputs) {
    inputs[stage] = fs::path(directory).filename().string();
  }
  writeFileAtomically(paths.spec(), toYaml(job.spec));
  const Json json{{"format", format::kRunFormatVersion},
                  {"stage", stageName(job.stage)},
                  {"key", job.key},
                  {"subject", job.subject},
                  {"inputs", inputs},
                  {"content", content}};
  writeFileAtomically(paths.stage(), json.dump(2) + '\n');
}

}  // namespace lafs
