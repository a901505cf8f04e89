// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/run_selection.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

bool beginsWith(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

std::vector<std::string> matching(const std::vector<std::string>& runs, const std::string& word) {
  std::vector<std::string> found;
  for (const std::string& run : runs) {
    const std::string name = fs::path(run).filename().string();
    if (namesRun(word, name)) found.push_back(run);
  }
  return found;
}

std::string selectOne(const std::string& runsFolder, const std::vector<std::string>& runs,
                      const std::string& word) {
  std::error_code error;
  const fs::path path = fs::absolute(word).lexically_normal();
  const fs::path directory = path.has_filename() ? path : path.parent_path();
  if (parseRunName(directory.filename().string()) && fs::is_directory(directory, error)) {
    return directory.string();
  }
  const std::vector<std::string> found = matching(runs, word);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    throw UserError(
        word, "is no run in " + runsFolder,
        "give a run's directory, name or the beginning of its key; `status` lists them");
  }
  std::vector<std::string> names;
  for (const std::string& run : found) names.push_back(fs::path(run).filename().string());
  throw UserError(word, "may be " + join(names, " or "), "give more of it");
}

}  // namespace

std::vector<std::string> selectRuns(const std::string& runsFolder,
                                    const std::vector<std::string>& words) {
  const std::vector<std::string> runs = listRuns(runsFolder);
  if (words.empty()) return runs;
  std::vector<std::string> selected;
  for (const std::string& word : words) {
    const std::string run = selectOne(runsFolder, runs, word);
    if (std::find(selected.begin(), selected.end(), run) == selected.end()) selected.push_back(run);
  }
  return selected;
}

bool namesRun(const std::string& word, const std::string& run) {
  const auto parsed = parseRunName(run);
  return beginsWith(run, word) || (parsed && beginsWith(parsed->key, word));
}

Json toJson(const RunSnapshot& run) {
  const RunProgress& progress = run.status.progress;
  Json json{{"run", run.name},
            {"directory", run.directory},
            {"stage", run.identity ? Json(stageName(run.identity->stage)) : Json()},
            {"key", run.identity ? Json(run.identity->key) : Json()},
            {"state", runStateName(run.state)},
            {"paused", run.status.paused},
            {"step", progress.step},
            {"steps", progress.steps},
            {"epoch", progress.epoch},
            {"epochs", progress.epochs},
            {"rate", progress.rate},
            {"unit", progress.unit},
            {"seconds", run.status.seconds},
            {"silence_seconds", run.silenceSeconds},
            {"host", run.status.process.host},
            {"pid", run.status.process.pid}};
  json["error"] = run.state == RunState::Failed ? Json(run.status.error) : Json();
  return json;
}

}  // namespace lafs
