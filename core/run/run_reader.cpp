// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/run/clock.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

std::optional<Json> readJson(const std::string& path) {
  try {
    return Json::parse(readWholeFile(path));
  } catch (const std::exception&) {
    return {};  // missing, or damaged: one bad file must not hide the rest of a run
  }
}

Json objectOr(const std::optional<Json>& json) {
  return json && json->is_object() ? *json : Json::object();
}

double modified(const std::string& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) return 0;
  return static_cast<double>(facts.st_mtim.tv_sec) +
         1e-9 * static_cast<double>(facts.st_mtim.tv_nsec);
}

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string tailOf(const std::string& path, std::size_t maxBytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::size_t>(file.tellg());
  const std::size_t count = std::min(size, maxBytes);
  std::string text(count, '\0');
  file.seekg(static_cast<std::streamoff>(size - count));
  file.read(text.data(), static_cast<std::streamsize>(count));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (count < size) text.erase(0, text.find('\n') == std::string::npos ? 0 : text.find('\n') + 1);
  return text;
}

}  // namespace

RunReader::RunReader(std::string directory, const Machine& machine)
    : paths_(std::move(directory)), machine_(machine) {}

RunSnapshot RunReader::snapshot() const {
  RunSnapshot snapshot;
  snapshot.directory = paths_.directory();
  const fs::path path(paths_.directory());
  snapshot.name = (path.has_filename() ? path : path.parent_path()).filename().string();
  snapshot.identity = parseRunName(snapshot.name);
  // The claim first: a worker that begins between the two reads is then judged by its status.
  std::optional<Claim> claim = newestClaim(paths_);
  const std::optional<RunStatus> status = readStatus(paths_);
  if (status && claim && status->claim > claim->generation) claim = newestClaim(paths_);
  const double heard =
      std::max(modified(paths_.status()), claim ? modified(paths_.claim(claim->generation)) : 0);
  if (heard > 0) snapshot.silenceSeconds = std::max(0.0, unixTime() - heard);
  snapshot.state = judge(status, claim, snapshot.silenceSeconds, machine_);
  snapshot.hasStatus = status.has_value();
  if (status) snapshot.status = *status;
  return snapshot;
}

Json RunReader::provenance() const {
  return objectOr(readJson(paths_.provenance()));
}

Json RunReader::stage() const {
  return objectOr(readJson(paths_.stage()));
}

std::optional<Json> RunReader::result(const std::string& name) const {
  return readJson(paths_.result(name));
}

std::vector<std::string> RunReader::results() const {
  std::vector<std::string> names;
  for (const std::string& name : namesIn(paths_.results())) {
    if (parseRunFile(std::string(format::kResultsFolder) + '/' + name)) names.push_back(name);
  }
  return names;
}

std::vector<CheckpointEntry> RunReader::checkpoints() const {
  std::vector<CheckpointEntry> entries;
  for (const std::string& name : namesIn(paths_.checkpoints())) {
    const auto step = parseStepName(name);
    if (!step) continue;
    entries.push_back({*step, paths_.checkpoint(*step), fs::exists(paths_.checkpointMark(*step))});
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.step < b.step; });
  return entries;
}

std::string RunReader::logTail(std::size_t maxBytes) const {
  return tailOf(paths_.log(), maxBytes);
}

std::string RunReader::workerLogTail(std::size_t maxBytes, int rank) const {
  return tailOf(rank == 0 ? paths_.workerLog() : paths_.rankLog(rank), maxBytes);
}

MetricsHistory RunReader::metrics() const {
  MetricsTail tail(paths_.metrics());
  tail.poll();
  return tail.history();
}

std::vector<std::string> listRuns(const std::string& runsFolder) {
  std::vector<std::string> directories;
  const RunsFolder runs(runsFolder);
  for (const std::string& name : namesIn(runsFolder)) {
    std::error_code error;
    if (parseRunName(name) && fs::is_directory(runs.run(name), error)) {
      directories.push_back(runs.run(name));
    }
  }
  return directories;
}

}  // namespace lafs
